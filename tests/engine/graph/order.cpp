#include <chainrule/engine/graph/order.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chainrule {
namespace {

std::vector<std::string> names_in_order(const Graph& graph) {
  std::vector<std::string> names;
  for (const NodeId id : canonical_order(graph))
    if (const std::string_view name = graph.name_of(id); !name.empty()) names.emplace_back(name);
  return names;
}

/// z = w1*x1 + w2*x2, with the products made in either order.
std::vector<std::string> order_of_sum(bool second_product_first) {
  Graph graph;
  const Expr x1 = graph.input("x1"), x2 = graph.input("x2");
  const Expr w1 = graph.parameter("w1"), w2 = graph.parameter("w2");
  Expr first, second;
  if (second_product_first) {
    second = w2 * x2;
    first = w1 * x1;
  } else {
    first = w1 * x1;
    second = w2 * x2;
  }
  named("z", first + second);
  std::vector<std::string> shown;
  for (const NodeId id : canonical_order(graph)) {
    shown.emplace_back(graph.name_of(id));
    for (const NodeId operand : graph.operands(id)) shown.back() += " " + std::string(graph.name_of(operand));
  }
  return shown;
}

TEST_CASE("the canonical order has every node once, operands before their consumers") {
  Graph graph;
  const Expr x = graph.input("x");
  const Expr t = x * x;
  named("y", t + exp(t));
  log(t);  // consumed by nobody
  const std::vector<NodeId> order = canonical_order(graph);
  REQUIRE(order.size() == graph.size());
  std::vector<std::size_t> place(graph.size(), graph.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    CHECK(place[order[i]] == graph.size());
    place[order[i]] = i;
    for (const NodeId operand : graph.operands(order[i])) CHECK(place[operand] < i);
  }
}

TEST_CASE("the canonical order does not depend on which operand was evaluated first") {
  CHECK(order_of_sum(false) == order_of_sum(true));
}

TEST_CASE("nodes are ordered as they were named, then come the loss and what nobody consumes") {
  Graph graph;
  const Expr p = graph.anonymous_parameter(1);
  const Expr lonely = exp(p);
  const Expr loss = log(p);
  graph.set_loss(loss);
  const Expr b = named("b", square(p));
  const Expr a = named("a", -p);
  CHECK(canonical_order(graph) == std::vector<NodeId>{p.id(), b.id(), a.id(), loss.id(), lonely.id()});
  CHECK(names_in_order(graph) == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a graph without nodes has an empty order") { CHECK(canonical_order(Graph()).empty()); }

TEST_CASE("a chain of a million nodes is ordered without recursion") {
  Graph graph({.intern = false});
  Expr x = graph.input("x");
  for (int i = 0; i < 1000000; ++i) x = exp(x);
  const std::vector<NodeId> order = canonical_order(graph);
  CHECK(order.size() == graph.size());
  CHECK(std::ranges::is_sorted(order));
}

}  // namespace
}  // namespace chainrule
