#include <chainrule/engine/graph/order.hpp>
#include <chainrule/graphs/source/writing_order.hpp>

#include <algorithm>

namespace chainrule {
namespace {

bool is_variable(const Graph& graph, NodeId id) {
  return graph.role(id) == Role::input || graph.role(id) == Role::parameter;
}

/// All but constants, and m, that have no name and no consumer and stand in no group.
std::vector<bool> written_nodes(const Graph& graph) {
  const std::vector<std::uint32_t> consumers = consumer_counts(graph);
  std::vector<bool> needed(graph.size());
  for (NodeId id = 0; id < graph.size(); ++id)
    needed[id] = consumers[id] > 0 || is_variable(graph, id) || graph.role(id) == Role::operation;
  for (const Graph::Naming& naming : graph.names()) needed[naming.node] = true;
  for (const Group& group : graph.groups())
    for (const NodeId id : group.nodes) needed[id] = true;
  if (const auto loss = graph.loss()) needed[loss->id()] = true;
  return needed;
}

}  // namespace

std::vector<std::uint32_t> consumer_counts(const Graph& graph) {
  std::vector<std::uint32_t> counts(graph.size());
  for (NodeId id = 0; id < graph.size(); ++id)
    for (const NodeId operand : graph.operands(id)) ++counts[operand];
  return counts;
}

std::vector<NodeId> writing_order(const Graph& graph) {
  const std::vector<bool> needed = written_nodes(graph);
  std::vector<NodeId> order;
  order.reserve(graph.size());
  NodeId next_leaf = 0;  // variables below are listed
  for (const NodeId id : canonical_order(graph)) {
    if (!is_variable(graph, id)) {
      if (needed[id]) order.push_back(id);
      continue;
    }
    for (; next_leaf <= id; ++next_leaf)
      if (is_variable(graph, next_leaf)) order.push_back(next_leaf);
  }
  return order;
}

}  // namespace chainrule
