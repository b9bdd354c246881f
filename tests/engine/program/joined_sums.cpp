// What the pass joined-sums leaves: sums of scalars over the examples, several to an instruction.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("sums that share a factor go on together, behind what they read") {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y");
  const Expr later = sum_over_examples(x * exp(y)), sooner = sum_over_examples(x * y), both = sooner / later;
  const std::string before = after("selection", both, kManyExamples);
  CHECK_MESSAGE(has(before, "    3  sums over examples "), before);
  CHECK(after("joined-sums", both, kManyExamples) ==
        "for each block:\n"
        "    1  value              t1 := exp(y)\n"
        "    2  sums over examples t3, t6 := sum_over_examples(x*t1), sum_over_examples(x*y)\n"
        "once:\n"
        "    3  value              t7 := t6/t3\n");
}

TEST_CASE("sums of different stages are not joined") {
  Graph g;
  const Expr x = g.input("x");
  const Expr d = x - sum_over_examples(x);
  const std::string text = after("joined-sums", sum_over_examples(d * d), kManyExamples);
  CHECK_MESSAGE(!has(text, "), sum_over_examples("), text);
}

}  // namespace
}  // namespace chainrule
