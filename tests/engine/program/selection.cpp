// What the pass selection leaves: few, large instructions, chosen by maximal munch.
#include "after.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>

#include <vector>

namespace chainrule {
namespace {

TEST_CASE("products and sums that nobody else reads become one sum of products") {
  Graph g;
  const Expr a = g.parameter("a"), b = g.parameter("b"), c = g.parameter("c"), d = g.parameter("d");
  CHECK(after("selection", a * b + c * d) ==
        "once:\n"
        "    1  sum of products    t3 := a*b + c*d\n");
}

TEST_CASE("a product of like vectors takes in one that nobody else reads") {
  Graph g;
  const Expr a = g.parameter("a", Shape{3}), b = g.parameter("b", Shape{3}), c = g.parameter("c", Shape{3});
  CHECK(after("selection", sin(c * (a * b))) ==
        "once:\n"
        "    1  product of three   t2[3] := a*b*c\n"
        "    2  value              t3[3] := sin(t2)\n");
  const Expr s = g.parameter("s");
  CHECK(has(after("selection", sin(s * (a * b))), "value              t1[3] := a*b\n"));
  CHECK(has(after("selection", sin(s * (s * s))), "value              t1 := s*s\n"));
}

TEST_CASE("a product that is read twice is computed on its own") {
  Graph g;
  const Expr a = g.parameter("a"), b = g.parameter("b"), c = g.parameter("c");
  const Expr p = a * b;
  CHECK(after("selection", exp(p) + (p + c)) ==
        "once:\n"
        "    1  value              t1 := a*b\n"
        "    2  value              t2 := exp(t1)\n"
        "    3  sum of products    t4 := t1 + c + t2\n");
}

TEST_CASE("an edge of the chain rule is one instruction: a contribution") {
  Graph g;
  const Expr w = g.parameter("w");
  const std::string text = compile(gradient(sqrt(w * w), std::vector<Expr>{w})).describe("selection");
  CHECK_MESSAGE(has(text, "contribution "), text);
}

TEST_CASE("a sum over the examples takes its product in") {
  Graph g;
  const Expr x = g.input("x"), y = g.input("y");
  CHECK(after("selection", sum_over_examples(x * y), kManyExamples) ==
        "for each block:\n"
        "    1  sums over examples t2 := sum_over_examples(x*y)\n");
}

}  // namespace
}  // namespace chainrule
