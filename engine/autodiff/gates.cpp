#include <chainrule/engine/autodiff/gates.hpp>

namespace chainrule {

void Gates::mark(const Graph& graph, const Activity& activity, NodeId loss) {
  clear();
  bool is_any = false;
  for (NodeId id = 0; id <= loss && !is_any; ++id)
    is_any = activity.is_reached(id) && graph.role(id) == Role::operation && graph.op(id).gated;
  if (!is_any) return;
  begin(std::size_t{loss} + 1, [&](std::size_t id) { return id == loss; });
  for (NodeId id = loss + 1; id-- > 0;) {
    if (!activity.is_reached(id) || graph.role(id) != Role::operation) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (activity.follows(graph, id, i)) note(id, operands[i], graph.op(id).gated);
  }
}

}  // namespace chainrule
