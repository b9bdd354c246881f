#include "../../support/bits.hpp"

#include <chainrule/engine/autodiff/bulk_builder.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

using namespace chainrule;

TEST_CASE("the lecture's graph gives the lecture's numbers") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const auto near = [](double value) { return doctest::Approx(value).epsilon(1e-15); };
  CHECK(sweep.value(l.z) == near(0.1));
  CHECK(sweep.value(l.a) == near(0.52497918747894));
  CHECK(sweep.value(l.L) == near(0.6443966600735709));
  CHECK(sweep.cotangent(l.a) == near(-1.9048374180359595));
  CHECK(sweep.cotangent(l.z) == near(-0.47502081252106));
  CHECK(sweep.cotangent(l.w1) == near(-0.47502081252106));
  CHECK(sweep.cotangent(l.w2) == near(-0.95004162504212));
  CHECK(sweep.cotangent(l.b) == near(-0.47502081252106));
}

TEST_CASE("a shared node's cotangent sums over all its consumers") {
  Graph graph;
  const Expr a = graph.parameter("a", 3);
  const Expr b = a + a;
  const Expr c = b + b;
  Sweep sweep(graph);
  sweep.backward(c);
  CHECK(sweep.cotangent(a) == 4);
}

TEST_CASE("2^60 paths take sixty steps") {
  Graph graph;
  const Expr a = graph.parameter("a", 1);
  Expr y = a;
  for (int i = 0; i < 60; ++i) y = y + y;
  Sweep sweep(graph);
  sweep.backward(y);
  CHECK(sweep.cotangent(a) == std::ldexp(1.0, 60));
}

TEST_CASE("numbers that are not there are errors, never old ones or zeros") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  CHECK_THROWS_AS(sweep.value(l.z), StaleValue);
  sweep.forward();
  CHECK_THROWS_AS(sweep.cotangent(l.w1), NoGradient);
  sweep.backward(l.L);
  CHECK_THROWS_AS(sweep.cotangent(l.x1), NoGradient);  // it was not asked for
  sweep.set(l.w1, 0.6);
  CHECK_THROWS_AS(sweep.cotangent(l.w1), StaleGradient);
  CHECK_THROWS_AS(sweep.value(l.z), StaleValue);
  sweep.forward();
  CHECK_THROWS_AS(sweep.cotangent(l.w1), StaleGradient);
  const Expr wrt[] = {l.x1};
  sweep.backward(l.L, wrt);
  CHECK(sweep.cotangent(l.x1) == doctest::Approx(0.6 * (sweep.value(l.a) - 1)));
  CHECK_THROWS_AS(sweep.cotangent(l.w1), NoGradient);
}

TEST_CASE("cotangents outlive a graph that grows from scalars to tensors") {
  Graph graph;
  const Expr x = graph.parameter("x", 2);
  Sweep sweep(graph);
  sweep.backward(x * x);
  const double numbers[] = {1, 2};
  graph.parameter("t", Shape{2}, numbers);
  sweep.forward();
  CHECK(sweep.cotangent(x) == 4);
}

TEST_CASE("a backward pass that is refused leaves the gradient of the one before") {
  Graph graph;
  const Expr x = graph.parameter("x", 3), y = x * x, other = exp(x) * x;
  Sweep sweep(graph);
  sweep.backward(y);
  const double seeds[] = {1, 2};
  CHECK_THROWS_AS(sweep.backward(other, {}, seeds), ShapeError);
  CHECK(sweep.loss() == y.id());
  CHECK(sweep.cotangent(x) == 6);
}

TEST_CASE("a leaf without a value is named, not taken for zero") {
  Graph graph;
  const Expr x = graph.input("width");
  const Expr y = x * 2;
  Sweep sweep(graph);
  CHECK_THROWS_WITH_AS(sweep.forward(), doctest::Contains("width"), GraphError);
  sweep.set(x, 4);
  sweep.forward();
  CHECK(sweep.value(y) == 8);
}

TEST_CASE("backward twice gives the same bits, not a doubled gradient") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const double first = sweep.cotangent(l.w2);
  sweep.backward(l.L);
  CHECK(chainrule::testing::same_bits(sweep.cotangent(l.w2), first));
}

TEST_CASE("a node off every path adds nothing, even where its partial is infinite") {
  Graph graph;
  const Expr x = graph.parameter("x", 0);
  log(x);  // d/dx = 1/0, but nobody asked
  const Expr y = x * 2;
  sqrt(x);
  Sweep sweep(graph);
  sweep.backward(y);
  CHECK(sweep.cotangent(x) == 2);
}

TEST_CASE("a parameter that the loss does not depend on has gradient zero") {
  Graph graph;
  const Expr x = graph.parameter("x", 1);
  const Expr unused = graph.parameter("unused", 1);
  Sweep sweep(graph);
  sweep.backward(x * 3);
  CHECK(chainrule::testing::same_bits(sweep.cotangent(unused), 0.0));
}

TEST_CASE("the textbook chain is honest about infinities") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.set(l.w1, 0);
  sweep.set(l.w2, 0);
  sweep.set(l.b, 40);
  sweep.set(l.y, 0);
  sweep.backward(l.L);
  CHECK(std::isinf(sweep.value(l.L)));
  CHECK_FALSE(std::isfinite(sweep.cotangent(l.z)));
}

TEST_CASE("m examples run the graph that was drawn for one") {
  Graph graph;
  const LectureOfMany l = lecture_m(graph);
  const std::vector<double> x1{1, 0.5, -2}, x2{2, -1, 0.25}, y{1, 0, 1};
  Sweep many(graph, 3);
  many.bind(l.one.x1, x1);
  many.bind(l.one.x2, x2);
  many.bind(l.one.y, y);
  many.backward(l.J);
  double J = 0, dw1 = 0, db = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    Sweep one(graph);
    one.set(l.one.x1, x1[i]);
    one.set(l.one.x2, x2[i]);
    one.set(l.one.y, y[i]);
    one.backward(l.one.L);
    J += one.value(l.one.L) / 3;
    dw1 += one.cotangent(l.one.w1) / 3;
    db += one.cotangent(l.one.b) / 3;
  }
  CHECK(many.value(l.J) == doctest::Approx(J).epsilon(1e-15));
  CHECK(many.cotangent(l.one.w1) == doctest::Approx(dw1).epsilon(1e-14));
  CHECK(many.cotangent(l.one.b) == doctest::Approx(db).epsilon(1e-14));
}

TEST_CASE("a per-example loss has a gradient per example, and none through a mean") {
  Graph graph;
  const Expr x = graph.input("x");
  const Expr w = graph.parameter("w", 2);
  const Expr s = w * x;
  const Expr centred = s - mean_over_examples(s);
  Sweep sweep(graph, 3);
  const std::vector<double> data{1, 2, 4};
  sweep.bind(x, data);
  sweep.backward(s);
  const auto each = sweep.cotangents(w);
  CHECK(std::vector<double>(each.begin(), each.end()) == data);
  CHECK_THROWS_WITH_AS(sweep.backward(centred), doctest::Contains("mean_over_examples"), GraphError);
}

TEST_CASE("a sum over examples of something shared is m times it, its mean the thing itself") {
  Graph graph;
  const Expr w = graph.parameter("w", 0.1);
  const Expr sum = sum_over_examples(w * w);
  const Expr mean = mean_over_examples(w * w);
  Sweep sweep(graph, 3);
  sweep.forward();
  CHECK(sweep.value(sum) == 3 * (0.1 * 0.1));
  CHECK(chainrule::testing::same_bits(sweep.value(mean), 0.1 * 0.1));
  sweep.backward(sum);
  CHECK(sweep.cotangent(w) == doctest::Approx(0.6));
}

TEST_CASE("a graph that grows is swept on") {
  Graph graph;
  const Expr x = graph.parameter("x", 3);
  Sweep sweep(graph);
  sweep.forward();
  const Expr y = x * x;
  CHECK_THROWS_AS(sweep.value(y), StaleValue);
  sweep.backward(y);
  CHECK(sweep.value(y) == 9);
  CHECK(sweep.cotangent(x) == 6);
}

TEST_CASE("building in bulk gives the values and the gradient of building node by node") {
  Graph bulk({.intern = false});
  Sweep sweep(bulk);
  BulkBuilder builder(bulk, sweep);
  const NodeId x = builder.parameter(0.5);
  NodeId last = x;
  for (int i = 0; i < 1000; ++i) {
    last = builder.apply<Sin>(kStandardOp<Sin>, last);
    last = builder.apply<Add>(kStandardOp<Add>, last, x);
  }
  Graph plain({.intern = false});
  const Expr px = plain.parameter("x", 0.5);
  Expr p = px;
  for (int i = 0; i < 1000; ++i) p = sin(p) + px;
  Sweep other(plain);
  other.backward(p);
  CHECK(chainrule::testing::same_bits(sweep.value(bulk.expr(last)), other.value(p)));
  sweep.backward(bulk.expr(last));
  CHECK(chainrule::testing::same_bits(sweep.cotangent(bulk.expr(x)), other.cotangent(px)));

  Graph interning;
  Sweep third(interning);
  CHECK_THROWS_AS(BulkBuilder(interning, third), GraphError);
}
