#include <chainrule/engine/autodiff/gates.hpp>

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>

using namespace chainrule;

namespace {

Gates gates_of(const Graph& graph, const Expr& loss) {
  Activity activity;
  activity.mark_active(graph, loss.id(), {});
  activity.mark_reached(graph, loss.id());
  Gates gates;
  gates.mark(graph, activity, loss.id());
  return gates;
}

}  // namespace

TEST_CASE("a node is behind gates if every way from the loss to it goes through one") {
  Graph graph;
  const Expr x = graph.parameter("x", 2);
  const Expr s = sin(x), e = exp(s), m = max(e, cos(x)), L = m * s;
  const Gates gates = gates_of(graph, L);
  CHECK(gates.are_any());
  CHECK(gates.is_behind(e.id()));
  CHECK_FALSE(gates.is_behind(s.id()));
  CHECK_FALSE(gates.is_behind(m.id()));
  CHECK_FALSE(gates.is_behind(L.id()));
}

TEST_CASE("a graph without gates has none") {
  Graph graph;
  const Expr x = graph.parameter("x", 2);
  CHECK_FALSE(gates_of(graph, sin(x) * x).are_any());
}

TEST_CASE("closed gates keep out infinite slopes from the sweep, the gradient graph and the tangent graph") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.0);
  const Expr L = max(x, log(x) * 2 - 1);  // log 0 = -∞ is smaller, its slope infinite
  const Expr by_x = gradient(L).of(x);
  const Expr along_x = jvp(std::array{L}, std::array{x}, std::array{Expr(1)})[0];
  Sweep sweep(graph);
  sweep.backward(L);
  CHECK(sweep.cotangent(x) == 1);
  CHECK(sweep.value(by_x) == 1);
  CHECK(sweep.value(along_x) == 1);
}

TEST_CASE("an open gate lets an infinite slope through") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.0);
  const Expr L = max(sqrt(x), x - 1);
  const Expr by_x = gradient(L).of(x);
  Sweep sweep(graph);
  sweep.backward(L);
  CHECK(sweep.cotangent(x) == INFINITY);
  CHECK(sweep.value(by_x) == INFINITY);
}
