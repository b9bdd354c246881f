// What the pass stages leaves: a sum over the examples is complete before it is read.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("a program for one example is one stage") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  CHECK(after("stages", sum_over_examples(exp(w * x))) == "once: t1, t2\n");
}

TEST_CASE("shared values stand before the blocks that read them, and what reads a sum stands behind") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  const Expr u = exp(w), s = sum_over_examples(exp(u * x));
  CHECK(after("stages", log(s), kManyExamples) ==
        "once: t1\n"
        "for each block: t2, t3, t4\n"
        "once: t5\n");
}

TEST_CASE("values per example that a later stage reads are computed again") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  const Expr z = exp(w * x), d = z - sum_over_examples(z);
  CHECK(after("stages", sum_over_examples(d * d), kManyExamples) ==
        "for each block: t1, t2, t3\n"
        "for each block: t1, t2, t4, t5, t6 (2 of them again)\n");
}

}  // namespace
}  // namespace chainrule
