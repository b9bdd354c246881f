#include <chainrule/engine/autodiff/activity.hpp>
#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

namespace chainrule {

void Activity::mark_reaching(const Graph& graph, NodeId loss, std::span<const Expr> wrt) {
  active_.resize(graph.size(), 0);
  for (const Expr& node : wrt) active_[node.id()] = 1;
  for (NodeId id = 0; id <= loss; ++id) {
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size() && active_[id] == 0; ++i)
      active_[id] = active_[operands[i]] != 0 && graph.op(id).differentiable(i) ? 1 : 0;
  }
}

void Activity::mark_reached(const Graph& graph, NodeId loss) {
  reached_.assign(std::size_t{loss} + 1, 0);
  reached_[loss] = is_active(graph, loss) ? 1 : 0;
  const bool per_example_loss = graph.per_example(loss);
  for (NodeId id = loss + 1; id-- > 0;) {
    if (reached_[id] == 0 || graph.role(id) != Role::operation) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (!follows(graph, id, i)) continue;
      if (per_example_loss && graph.op(id).kind == OpKind::example_reduction)
        throw GraphError(fmt::format("{} is one number per example, but a path to it crosses {} ({}), which mixes the "
                                     "examples: take the gradient of a sum or mean over the examples",
                                     node_name(graph, loss), node_name(graph, id), graph.op(id).name),
                         node_name(graph, id));
      reached_[operands[i]] = 1;
    }
  }
}

}  // namespace chainrule
