#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/simplify/simplify.hpp>
#include <chainrule/engine/simplify/slopes.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/list.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

namespace {

/// What a reader sees of the gradient graph.
std::string shown(const Expr& f, const Expr& x) {
  return formula(simplify(gradient(f, std::span(&x, 1)).of(x)), Dialect::display);
}

}  // namespace

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

TEST_CASE("a reader sees such an op as a book writes it") {
  Graph graph;
  const Expr x = graph.parameter("x", 2), y = graph.parameter("y", 3);
  CHECK(shown(sigmoid(x), x) == "σ(x)(1 - σ(x))");
  CHECK(shown(pow(x, y), x) == "y*x^(y - 1)");
  CHECK(shown(pow(x, 2), x) == "2x");
}
