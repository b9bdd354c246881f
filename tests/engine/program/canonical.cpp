// What the pass canonical leaves: everything once, constants folded, stable rules, factors out of sums.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("equal expressions become one node, and constants are folded") {
  Graph g;
  const Expr w = g.parameter("w");
  const Expr zero = log(g.constant(1.0)), product = exp(w) * exp(w);
  CHECK(after("canonical", product + zero) ==
        "w: parameter\n"
        "0: constant\n"
        "t1 := exp(w)\n"
        "t2 := t1*t1\n"
        "t3 := t2 + 0\n"
        "outputs: t3\n");
}

TEST_CASE("neutral operands are dropped where no bit changes: x + 0 stays, for -0 would become 0") {
  Graph g;
  const Expr w = g.parameter("w");
  CHECK(after("canonical", w * 1.0 / 1.0 - 0.0) == "w: parameter\noutputs: w\n");
  CHECK(has(after("canonical", w + 0.0), "t1 := w + 0\n"));
}

TEST_CASE("the stable rules of ops stand in for the textbook form") {
  Graph g;
  const Expr z = g.parameter("z"), y = g.parameter("y");
  CHECK(has(after("canonical", log_loss(sigmoid(z), y)), "log_loss_with_logit(z, y)"));
}

TEST_CASE("a factor such as 1/m is taken out of a sum over the examples") {
  Graph g;
  const Expr mean = sum_over_examples(g.input("x") * (1.0 / g.examples()));
  CHECK(has(after("canonical", mean, kManyExamples), "t2 := sum_over_examples(x)\nt3 := t1*t2\n"));
}

TEST_CASE("what no output depends on is left behind") {
  Graph g;
  const Expr w = g.parameter("w");
  exp(g.parameter("unused", 1));
  CHECK(after("canonical", exp(w)) == "w: parameter\nt1 := exp(w)\noutputs: t1\n");
}

}  // namespace
}  // namespace chainrule
