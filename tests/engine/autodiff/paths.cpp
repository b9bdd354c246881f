#include <chainrule/engine/autodiff/paths.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

TEST_CASE("one path: the product of its partials is the derivative") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Paths paths(sweep, l.w2, l.L);
  CHECK(paths.count() == 1);
  const std::vector<Path> all = paths.first(10);
  REQUIRE(all.size() == 1);
  double product = 1;
  for (const PathEdge& edge : all[0].edges) product *= edge.local[0];
  CHECK(product == doctest::Approx(-0.95004162504212));
  CHECK(all[0].edges.front().node != l.L.id());
  CHECK(all[0].edges.back().node == l.L.id());
  CHECK(all[0].product[0] == sweep.cotangent(l.w2));
}

TEST_CASE("the products of all paths add up to the derivative") {
  Graph graph;
  const Expr x = graph.parameter("x", 1.3);
  const Expr a = sin(x) * x, b = a * x + a, loss = b * b / (x + 1);
  Sweep sweep(graph);
  sweep.backward(loss);
  const Paths paths(sweep, x, loss);
  const std::vector<Path> all = paths.first(1000);
  CHECK(static_cast<double>(all.size()) == paths.count());
  double sum = 0;
  for (const Path& path : all) sum += path.product[0];
  CHECK(sum == doctest::Approx(sweep.cotangent(x)).epsilon(1e-14));
  CHECK(paths.sum()[0] == sweep.cotangent(x));
  CHECK(paths.first(2).size() == 2);
}

TEST_CASE("2^60 paths are counted, not walked") {
  Graph graph;
  const Expr x = graph.parameter("x", 1);
  Expr sum = x;
  for (int i = 0; i < 60; ++i) sum = sum + sum;
  Sweep sweep(graph);
  sweep.forward();
  const Paths paths(sweep, x, sum);
  CHECK(paths.count() == 0x1p60);
  CHECK(paths.first(3).size() == 3);
  CHECK(paths.sum()[0] == 0x1p60);
}

TEST_CASE("of tensors a path passes on its share of the cotangent") {
  Graph graph;
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  const Expr W = graph.parameter("W", Shape{2, 3}, numbers);
  const Expr loss = sum(square(W)) + sum(exp(W * 0.1) * W);
  Sweep sweep(graph);
  sweep.backward(loss);
  const Paths paths(sweep, W, loss);
  CHECK(paths.count() == 3);
  for (std::size_t i = 0; i < 6; ++i) {
    double sum = 0;
    for (const Path& path : paths.first(10)) sum += path.product[i];
    CHECK(sum == doctest::Approx(sweep.cotangents(W)[i]));
  }
}

TEST_CASE("where there is no path, there is none: backwards, to itself, past conditions") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  CHECK(Paths(sweep, l.L, l.z).count() == 0);
  CHECK(Paths(sweep, l.L, l.z).first(5).empty());
  CHECK(Paths(sweep, l.z, l.z).count() == 1);
  CHECK(Paths(sweep, l.z, l.z).first(5)[0].edges.empty());
  CHECK(Paths(sweep, l.y, l.L).count() == 1);  // a log-loss has a derivative by its label
  const Expr chosen = where(l.x1 < 2, l.w1, l.w2);
  Sweep choosing(graph);
  choosing.backward(chosen);
  CHECK(Paths(choosing, l.x1, chosen).count() == 0);
  CHECK(Paths(sweep, l.x1, l.L).count() == 1);
}
