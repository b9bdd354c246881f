#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace chainrule;

namespace {

struct StablePair {
  double z, y, L, dz;
};

/// L and dz of the lecture at a given z, through the gradient graph.
StablePair at(double z, double y) {
  Graph graph;
  const Expr b = graph.parameter("z", z);
  const Expr label = graph.input("y", y);
  Gradient d = gradient(log_loss(sigmoid(b), label));
  const Expr L = d.value();
  const Expr dz = d.of(b);
  Sweep sweep(graph);
  sweep.forward();
  return {z, y, sweep.value(L), sweep.value(dz)};
}

}  // namespace

TEST_CASE("log_loss of sigmoid is finite wherever z is") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<StablePair> expected{{40, 0, 40, 1},
                                         {-800, 1, 800, -1},
                                         {-kInfinity, 0, 0, 0},
                                         {kInfinity, 0, kInfinity, 1},
                                         {37, 1, 8.533047625744066e-17, -8.533047625744066e-17},
                                         {710, 1, 4.47628622567513e-309, -4.47628622567513e-309}};
  for (const StablePair& pair : expected) {
    const StablePair seen = at(pair.z, pair.y);
    CAPTURE(pair.z);
    if (std::isinf(pair.L))
      CHECK(seen.L == pair.L);
    else
      CHECK(std::fabs(seen.L - pair.L) <= 1e-14 * std::fabs(pair.L));
    CHECK(std::fabs(seen.dz - pair.dz) <= 1e-14 * std::fabs(pair.dz));
  }
}

TEST_CASE("the stable rule goes past a, whose textbook cotangent is there when asked for") {
  Graph graph;
  const Lecture l = lecture(graph);
  Gradient d = gradient(l.L);
  const Expr da = d.of(l.a);
  const Expr dz = d.of(l.z);
  Sweep sweep(graph);
  sweep.forward();
  CHECK(sweep.value(da) == doctest::Approx(-1.9048374180359595).epsilon(1e-15));
  CHECK(sweep.value(dz) == doctest::Approx(-0.47502081252106).epsilon(1e-15));
}

TEST_CASE("other consumers of a still contribute through the derivative of sigmoid") {
  Graph graph;
  const Lecture l = lecture(graph);
  const Expr loss = l.L + 3 * l.a;
  Gradient d = gradient(loss);
  const Expr dz = d.of(l.z);
  const Expr da = d.of(l.a);
  Sweep sweep(graph);
  sweep.forward();
  const double a = sweep.value(l.a);
  CHECK(sweep.value(dz) == doctest::Approx(a - 1 + 3 * a * (1 - a)));
  CHECK(sweep.value(da) == doctest::Approx(-1 / a + 3));
}

TEST_CASE("the gradient graph over m examples agrees with the sweep") {
  Graph graph;
  const LectureOfMany l = lecture_m(graph);
  Gradient d = gradient(l.J);
  const Expr dw2 = d.of(l.one.w2);
  Sweep sweep(graph, 3);
  const std::vector<double> x1{1, 0.5, -2}, x2{2, -1, 0.25}, y{1, 0, 1};
  sweep.bind(l.one.x1, x1);
  sweep.bind(l.one.x2, x2);
  sweep.bind(l.one.y, y);
  sweep.backward(l.J);
  CHECK(sweep.value(dw2) == doctest::Approx(sweep.cotangent(l.one.w2)).epsilon(1e-14));
  CHECK(sweep.value(d.value()) == doctest::Approx(sweep.value(l.J)).epsilon(1e-14));
}

TEST_CASE("a gradient's gradient is the second derivative") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.7);
  const Expr f = exp(x * x);
  const Expr f1 = gradient(f).of(x);
  const Expr f2 = gradient(f1).of(x);
  Sweep sweep(graph);
  sweep.forward();
  const double e = std::exp(0.49);
  CHECK(sweep.value(f1) == doctest::Approx(1.4 * e));
  CHECK(sweep.value(f2) == doctest::Approx((2 + 4 * 0.49) * e));
}

TEST_CASE("broadcasting is undone: a scalar's gradient sums over what it was repeated to") {
  Graph graph;
  const std::vector<double> rows{1, 2, 3, 4, 5, 6};
  const Expr w = graph.parameter("w", 2);
  const Expr v = graph.parameter("v", Shape{3}, std::vector<double>{1, 10, 100});
  const Expr x = graph.input("x", Shape{2, 3}, rows);
  const Expr loss = sum(w * v * x);
  Gradient d = gradient(loss);
  const Expr dw = d.of(w);
  const Expr dv = d.of(v);
  Sweep sweep(graph);
  sweep.backward(loss);
  CHECK(sweep.value(dw) == 975);
  CHECK(sweep.cotangent(w) == 975);
  const auto graph_dv = sweep.values(dv);
  const auto sweep_dv = sweep.cotangents(v);
  CHECK(std::vector<double>(graph_dv.begin(), graph_dv.end()) == std::vector<double>{10, 14, 18});
  CHECK(std::vector<double>(sweep_dv.begin(), sweep_dv.end()) == std::vector<double>{10, 14, 18});
}

TEST_CASE("what was not asked for has no gradient, what does not matter has zero") {
  Graph graph;
  const Lecture l = lecture(graph);
  const Expr unused = graph.parameter("unused", 1);
  Gradient d = gradient(l.L);
  CHECK_THROWS_AS(d.of(l.x1), NoGradient);
  CHECK(d.of(unused).number() == 0);
  const Expr wrt[] = {l.x1};
  Gradient by_input = gradient(l.L, wrt);
  const Expr dx1 = by_input.of(l.x1);
  Sweep sweep(graph);
  sweep.forward();
  CHECK(sweep.value(dx1) == doctest::Approx(0.5 * (0.52497918747894 - 1)));
}
