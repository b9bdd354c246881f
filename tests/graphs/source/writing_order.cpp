#include "../reading.hpp"

#include <chainrule/graphs/source/writing_order.hpp>
#include <chainrule/ops/functions.hpp>

#include <algorithm>

using namespace chainrule;

namespace {

std::vector<std::string> listed(const Graph& graph) {
  std::vector<std::string> names;
  for (const NodeId id : writing_order(graph)) names.emplace_back(graph.name_of(id));
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("variables keep their order, operations stand in the canonical order") {
  Graph graph;
  const Expr x = graph.parameter("x", 1);
  const Expr unnamed = graph.anonymous_parameter(2);
  const Expr w = graph.input("w", 3.0);
  const Expr b = exp(w);
  named("a", exp(x));
  named("b", b);
  named("c", unnamed * b);
  CHECK(listed(graph) == Names{"x", "", "w", "a", "b", "c"});
}

TEST_CASE("constants without name and consumer are left out, everything else is listed") {
  Graph graph;
  graph.constant(1);
  graph.examples();
  const Expr used = graph.constant(2);
  const Expr boxed = graph.constant(3);
  const Expr boxes[] = {boxed};
  graph.group("box", boxes);
  const Expr dead = exp(used);
  graph.input("x");
  const std::vector<NodeId> order = writing_order(graph);
  CHECK(order.size() == 4);
  for (const Expr& node : {used, boxed, dead}) CHECK(std::ranges::count(order, node.id()) == 1);
}
