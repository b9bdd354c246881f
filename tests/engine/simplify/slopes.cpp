#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/simplify/simplify.hpp>
#include <chainrule/engine/simplify/slopes.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/list.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

TEST_CASE("an op that is the derivative of another one is found by the rules") {
  Graph graph;
  const auto found = [&](const OpInfo& slope) { return integral_of(graph.ops(), slope); };
  REQUIRE(found(info<SigmoidSlope>));
  CHECK(found(info<SigmoidSlope>)->op->name == "sigmoid");
  REQUIRE(found(info<PowerSlope>));
  CHECK(found(info<PowerSlope>)->op->name == "pow");
  CHECK(found(info<PowerSlope>)->operand == 0);
  CHECK(!found(info<Exp>));  // its own, and written as it is computed
  CHECK(!found(info<Multiply>));
  CHECK(!found(info<Matmul>));
}

TEST_CASE("such an op cancels against what a book writes for it") {
  Graph graph;
  const Expr x = graph.parameter("x", 2), y = graph.parameter("y", 3);
  const auto shown = [](const Expr& f) { return formula(simplify(f), Dialect::display); };
  const auto by_x = [&](const Expr& f) { return gradient(f, std::span(&x, 1)).of(x); };
  const Expr a = sigmoid(x);
  CHECK(shown(by_x(a) / (a * (1 - a))) == "1");
  CHECK(shown(by_x(pow(x, y)) / pow(x, y - 1)) == "y");
  CHECK(shown(by_x(pow(x, 2)) / x) == "2");
}
