#include <chainrule/engine/graph/needed_nodes.hpp>

#include <algorithm>

namespace chainrule {

std::vector<bool> needed_nodes(const Graph& graph, std::span<const NodeId> outputs) {
  NodeId end = 0;
  for (const NodeId output : outputs) end = std::max(end, output + 1);
  std::vector<bool> is_needed(end);
  for (const NodeId output : outputs) is_needed[output] = true;
  for (NodeId id = end; id-- > 0;)
    if (is_needed[id])
      for (const NodeId operand : graph.operands(id)) is_needed[operand] = true;
  return is_needed;
}

std::vector<bool> needed_nodes(const Graph& graph, std::span<const Expr> outputs) {
  std::vector<NodeId> nodes;
  for (const Expr& output : outputs)
    if (!output.is_number()) nodes.push_back(output.id());
  return needed_nodes(graph, nodes);
}

}  // namespace chainrule
