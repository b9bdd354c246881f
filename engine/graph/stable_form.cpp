#include <chainrule/engine/graph/stable_form.hpp>

namespace chainrule {

std::optional<StableForm> stable_form(const Graph& graph, NodeId id) {
  if (graph.role(id) != Role::operation) return std::nullopt;
  const StableRule* rule = graph.op(id).stable;
  if (rule == nullptr) return std::nullopt;
  const NodeId inner = graph.operands(id)[rule->operand];
  if (graph.role(inner) != Role::operation || &graph.op(inner) != rule->inner) return std::nullopt;
  const NodeId innermost = graph.operands(inner)[0];
  if (graph.shape(innermost) != graph.shape(inner)) return std::nullopt;
  return StableForm{.op = rule->fused, .operand = rule->operand, .inner = inner, .innermost = innermost};
}

}  // namespace chainrule
