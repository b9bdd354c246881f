#include <chainrule/engine/program/analyse/uses.hpp>

namespace chainrule::program {

std::vector<std::uint32_t> count_uses(const Graph& graph, std::span<const Stage> stages) {
  std::vector<std::uint32_t> uses(graph.size());
  std::vector<bool> is_counted(graph.size());
  for (const Stage& stage : stages)
    for (const NodeId id : stage.nodes) {
      if (is_counted[id]) continue;
      is_counted[id] = true;
      for (const NodeId operand : graph.operands(id)) ++uses[operand];
    }
  return uses;
}

std::vector<bool> mark_kept(const Graph& graph, std::span<const Stage> stages, std::span<const NodeId> outputs) {
  std::vector<bool> is_kept(graph.size());
  for (const NodeId output : outputs) is_kept[output] = true;
  for (const Stage& stage : stages) {
    std::vector<bool> is_here(graph.size());
    for (const NodeId id : stage.nodes) is_here[id] = true;
    for (const NodeId id : stage.nodes)
      for (const NodeId operand : graph.operands(id))
        if (!is_here[operand] && !graph.per_example(operand)) is_kept[operand] = true;
  }
  return is_kept;
}

}  // namespace chainrule::program
