#include "evaluation.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

double by_base(double x, double y) { return partial_at<Pow, 0>(std::array{x, y}.data(), Pow::value(x, y)); }
double by_exponent(double x, double y) { return partial_at<Pow, 1>(std::array{x, y}.data(), Pow::value(x, y)); }

/// The first, second and third derivative of x^exponent.
std::array<double, 3> derivatives(double x, double exponent) {
  Graph graph;
  const Expr leaf = graph.parameter("x", x);
  Expr next = pow(leaf, exponent);
  std::array<double, 3> found;
  for (double& derivative : found) {
    next = gradient(next, std::span(&leaf, 1)).of(leaf);
    derivative = testing::evaluate(next, {})[0];
    if (next.is_number()) next = graph.constant(next.number());
  }
  return found;
}

TEST_CASE("0^0 is 1, and x^0 has derivative 0 even at 0") {
  CHECK(Pow::value(0.0, 0.0) == 1);
  CHECK(by_base(0, 0) == 0);
  CHECK(by_base(5, 0) == 0);
  CHECK(derivatives(0, 0) == std::array{0.0, 0.0, 0.0});
}

TEST_CASE("powers of 0 and of negative numbers are right with whole exponents") {
  CHECK(by_base(0, 1) == 1);
  CHECK(by_base(0, 2) == 0);
  CHECK(by_base(0, -1) == -INFINITY);
  CHECK(Pow::value(-2.0, 3.0) == -8);
  CHECK(by_base(-2, 3) == 12);
  CHECK(by_base(-2, -1) == -0.25);
  CHECK(derivatives(0, 2) == std::array{0.0, 2.0, 0.0});
  CHECK(derivatives(-2, 3) == std::array{12.0, -12.0, 6.0});
}

TEST_CASE("0^y does not change with a positive y, and a negative base has no derivative by its exponent") {
  CHECK(by_exponent(0, 2) == 0);
  CHECK(by_exponent(0, 0) == -INFINITY);
  CHECK(std::isnan(by_exponent(-2, 3)));
  CHECK(std::isnan(Pow::value(-2.0, 0.5)));
}

TEST_CASE("x^3 never takes the logarithm of x when nobody asks for the derivative by 3") {
  Graph graph;
  const Expr x = graph.parameter("x", -2);
  gradient(pow(x, 3));
  for (NodeId id = 0; id < graph.size(); ++id)
    if (graph.role(id) == Role::operation) CHECK(graph.op(id).name != "log");
}

TEST_CASE("roots: the slope at 0 is infinite") {
  CHECK(partial_at<Sqrt, 0>(std::array{0.0}.data(), 0.0) == INFINITY);
  CHECK(std::isnan(Sqrt::value(-1.0)));
}

}  // namespace
}  // namespace chainrule
