// What the pass slots leaves: places that are taken again when nobody needs what they hold.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("a chain per example runs in two rows, however long it is") {
  Graph g;
  const Expr x = g.input("x");
  Expr z = exp(x);
  for (int i = 0; i < 6; ++i) z = exp(z);
  const std::string text = after("slots", sum_over_examples(z), kManyExamples);
  CHECK_MESSAGE(has(text, " 2 rows in a block\n"), text);
}

TEST_CASE("a value that is read later keeps its row") {
  Graph g;
  const Expr x = g.input("x");
  const Expr first = exp(x), last = exp(exp(exp(first)));
  const std::string text = after("slots", sum_over_examples(first / last), kManyExamples);
  CHECK_MESSAGE(has(text, "  t1: row 0\n"), text);
  CHECK_MESSAGE(text.find("row 0", text.find("row 0") + 1) == std::string::npos, text);
}

TEST_CASE("the sums of a block are shared, for the stage behind it reads them") {
  Graph g;
  const Expr x = g.input("x");
  const std::string text = after("slots", log(sum_over_examples(exp(x))), kManyExamples);
  CHECK_MESSAGE(has(text, "for each block:\n  t1: row 0\n  t2: shared number "), text);
}

}  // namespace
}  // namespace chainrule
