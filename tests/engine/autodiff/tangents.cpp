#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace chainrule;

TEST_CASE("the tangent along a parameter is the derivative by it") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.forward();
  Tangents tangents(sweep, std::array{l.L});
  tangents.set(l.w2, 1);
  tangents.forward();
  CHECK(tangents.of(l.L)[0] == doctest::Approx(-0.95004162504212).epsilon(1e-15));
  tangents.clear();
  tangents.set(l.w1, 2);
  tangents.forward();
  CHECK(tangents.of(l.L)[0] == doctest::Approx(2 * -0.47502081252106).epsilon(1e-15));
}

TEST_CASE("the stable rule holds in forward mode too") {
  Graph graph;
  const Expr z = graph.parameter("z", 40), y = graph.input("y", 0.0);
  const Expr L = log_loss(sigmoid(z), y);
  Sweep sweep(graph);
  sweep.forward();
  Tangents tangents(sweep, std::array{L});
  tangents.set(z, 1);
  tangents.forward();
  CHECK(tangents.of(L)[0] == 1);
}

TEST_CASE("where no tangent reaches there is 0, however infinite the values") {
  Graph graph;
  const Expr x = graph.parameter("x", 1), other = graph.parameter("other", 0.0);
  const Expr f = x + log(other);
  Sweep sweep(graph);
  sweep.forward();
  Tangents tangents(sweep, std::array{f});
  tangents.set(x, 1);
  tangents.forward();
  CHECK(tangents.of(f)[0] == 1);
}

TEST_CASE("a node that was given a tangent moves by that alone") {
  Graph graph;
  const Expr x = graph.parameter("x", 3);
  const Expr s = square(x);
  const Expr f = s * x;
  Sweep sweep(graph);
  sweep.forward();
  Tangents tangents(sweep, std::array{f});
  tangents.set(s, 1);
  tangents.forward();
  CHECK(tangents.of(f)[0] == 3);
}

TEST_CASE("tangents of examples stay with their examples") {
  Graph graph;
  const Expr x = graph.input("x"), w = graph.parameter("w", 2);
  const Expr f = x * w;
  const Expr mean = mean_over_examples(f);
  Sweep sweep(graph, 2);
  sweep.bind(x, std::vector<double>{5, 7});
  sweep.forward();
  Tangents tangents(sweep, std::array{f, mean});
  tangents.set(w, 1);
  tangents.forward();
  CHECK(tangents.of(f)[0] == 5);
  CHECK(tangents.of(f)[1] == 7);
  CHECK(tangents.of(mean)[0] == 6);
}

TEST_CASE("tangents as graph have the numbers of tangents as numbers") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.3), y = graph.parameter("y", -0.8);
  const Expr f = atan(x * y) + exp(x) / (2 + sin(y));
  const std::array inputs{x, y};
  const std::array<Expr, 2> direction{Expr(0.5), Expr(-2)};
  const Expr drawn = jvp(f, inputs, direction);
  Sweep sweep(graph);
  sweep.forward();
  Tangents tangents(sweep, std::array{f});
  tangents.set(x, 0.5);
  tangents.set(y, -2);
  tangents.forward();
  CHECK(tangents.of(f)[0] == doctest::Approx(sweep.value(drawn)).epsilon(1e-15));
}

TEST_CASE("tangents of a wrong size, of stale values and of strangers are refused") {
  Graph graph, other;
  const Expr v = graph.parameter("v", {3}, std::vector<double>{1, 2, 3});
  const Expr stranger = other.parameter("w", 1);
  Sweep sweep(graph);
  Tangents tangents(sweep, std::array{sum(v)});
  CHECK_THROWS_AS(tangents.set(v, std::vector<double>{1, 2}), ShapeError);
  CHECK_THROWS_AS(tangents.set(stranger, 1), GraphError);
  tangents.set(v, std::vector<double>{1, 0, 0});
  CHECK_THROWS_AS(tangents.forward(), StaleValue);
}
