#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

using namespace chainrule;

namespace {

constexpr double kRounding = 1e-14;

bool close(double a, double b) { return std::fabs(a - b) <= kRounding * std::max({1.0, std::fabs(a), std::fabs(b)}); }

/// (1 - x)² + 100 (y - x²)²
Expr rosenbrock(const Expr& x, const Expr& y) { return square(1 - x) + 100 * square(y - square(x)); }

}  // namespace

TEST_CASE("the Hessian of Rosenbrock's function is the one on paper") {
  Graph graph;
  const Expr x = graph.parameter("x", 1.5), y = graph.parameter("y", -0.5);
  const Expr f = rosenbrock(x, y);
  Sweep sweep(graph);
  const std::array wrt{x, y};
  const Hessian h = hessian(sweep, f, wrt);
  CHECK(close(h(0, 0).at(0, 0), 2 - 400 * (-0.5 - 1.5 * 1.5) + 800 * 1.5 * 1.5));
  CHECK(close(h(0, 1).at(0, 0), -400 * 1.5));
  CHECK(close(h(1, 0).at(0, 0), -400 * 1.5));
  CHECK(close(h(1, 1).at(0, 0), 200));
}

TEST_CASE("a Hessian times a vector is the product of both") {
  Graph graph;
  const std::vector<double> at{0.3, -1.2, 0.8};
  const Expr x = graph.parameter("x", {3}, at);
  const Expr f = sum(exp(x) * sin(x)) * sum(square(x));
  Sweep sweep(graph);
  const std::array wrt{x};
  const Hessian h = hessian(sweep, f, wrt);
  const std::vector<std::vector<double>> direction{{1, -2, 0.5}};
  const std::vector<std::vector<double>> product = hvp(sweep, f, wrt, direction);
  for (std::size_t i = 0; i < 3; ++i) {
    double expected = 0;
    for (std::size_t j = 0; j < 3; ++j) expected += h(0, 0).at(i, j) * direction[0][j];
    CHECK(close(product[0][i], expected));
    for (std::size_t j = 0; j < 3; ++j) CHECK(close(h(0, 0).at(i, j), h(0, 0).at(j, i)));
  }
}

TEST_CASE("a Jacobian by rows is the Jacobian by columns") {
  Graph graph;
  const std::vector<double> at{0.5, 1.5, -0.25};
  const Expr x = graph.parameter("x", {3}, at);
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  const Expr f = tanh(matmul(graph.constant({2, 3}, numbers), x) / 10);
  Sweep sweep(graph);
  const DerivativeMatrix rows = jacobian(sweep, f, x, JacobianBy::rows);
  const DerivativeMatrix columns = jacobian(sweep, f, x, JacobianBy::columns);
  const DerivativeMatrix fewer = jacobian(sweep, f, x);
  REQUIRE(rows.rows() == 2);
  REQUIRE(rows.columns() == 3);
  for (std::size_t i = 0; i < 2; ++i) {
    const double v = std::tanh((numbers[3 * i] * 0.5 + numbers[3 * i + 1] * 1.5 - numbers[3 * i + 2] * 0.25) / 10);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(close(rows.at(i, j), (1 - v * v) * numbers[3 * i + j] / 10));
      CHECK(close(columns.at(i, j), rows.at(i, j)));
      CHECK(close(fewer.at(i, j), rows.at(i, j)));
    }
  }
}

TEST_CASE("gradients of gradients go to any order") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.7);
  Expr derivative = sin(x) * exp(2 * x);
  for (int order = 1; order <= 5; ++order) derivative = gradient(derivative).of(x);
  Sweep sweep(graph);
  sweep.forward();
  // The fifth derivative is the imaginary part of (2 + i)^5 e^((2 + i) x), (2 + i)^5 = -38 + 41i.
  const double expected = std::exp(1.4) * (-38 * std::sin(0.7) + 41 * std::cos(0.7));
  CHECK(close(sweep.value(derivative) / expected, 1));
}

TEST_CASE("a loss per example has a Hessian per example") {
  Graph graph;
  const Expr x = graph.input("x"), w = graph.parameter("w", 0.5);
  const Expr loss = square(sin(w * x));
  Sweep sweep(graph, 3);
  const std::vector<double> column{0.1, 1, -2};
  sweep.bind(x, column);
  const std::array wrt{w};
  const Hessian h = hessian(sweep, loss, wrt);
  REQUIRE(h(0, 0).examples == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(close(h(0, 0).at(0, 0, i), 2 * column[i] * column[i] * std::cos(2 * 0.5 * column[i])));
}

TEST_CASE("per-example gradients sum to the gradient of the sum") {
  Graph graph;
  const Expr x = graph.input("x"), w = graph.parameter("w", 0.5);
  const Expr loss = log1p(square(w * x));
  const Expr each = gradient(loss).of(w);
  const Expr total = gradient(sum_over_examples(loss)).of(w);
  Sweep sweep(graph, 4);
  sweep.bind(x, std::vector<double>{1, 2, 3, 4});
  sweep.forward();
  REQUIRE(sweep.values(each).size() == 4);
  double sum = 0;
  for (const double value : sweep.values(each)) sum += value;
  CHECK(close(sweep.value(total), sum));
}

TEST_CASE("forward over reverse as graph gives the numbers of the Hessian") {
  Graph graph;
  const Expr x = graph.parameter("x", -1.2), y = graph.parameter("y", 1);
  const Expr f = rosenbrock(x, y);
  const std::array wrt{x, y};
  const std::array<Expr, 2> direction{Expr(1), Expr(0)};
  const std::vector<Expr> column = hvp(f, wrt, direction);
  Sweep sweep(graph);
  sweep.forward();
  const double xx = sweep.value(column[0]), yx = sweep.value(column[1]);
  const Hessian h = hessian(sweep, f, wrt);
  CHECK(close(xx, h(0, 0).at(0, 0)));
  CHECK(close(yx, h(1, 0).at(0, 0)));
}

TEST_CASE("a Hessian of a tensor, or across all examples, is refused") {
  Graph graph;
  const Expr x = graph.input("x", 1), w = graph.parameter("w", 0.5);
  const Expr v = graph.parameter("v", Shape{2});
  Sweep sweep(graph, 3);
  CHECK_THROWS_AS(hessian(sweep, v * v, std::array{v}), ShapeError);
  CHECK_THROWS_AS(hessian(sweep, sum_over_examples(square(w * x)), std::array{x}), GraphError);
}
