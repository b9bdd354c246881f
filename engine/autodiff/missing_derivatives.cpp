#include <chainrule/engine/autodiff/activity.hpp>
#include <chainrule/engine/autodiff/missing_derivatives.hpp>
#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chainrule {

std::optional<MissingDerivative> missing_derivative(const Expr& of, const Expr& by) {
  const Graph& graph = *of.graph();
  if (by.id() >= of.id()) return std::nullopt;
  std::vector<bool> reaches(std::size_t{of.id()} + 1, false);  // along any operands
  std::vector<bool> moves(reaches.size(), false);              // along those that have derivatives
  std::vector<MissingDerivative> first(reaches.size());        // by node that is reached but not moved: what stopped it
  reaches[by.id()] = moves[by.id()] = true;
  for (NodeId id = by.id() + 1; id <= of.id(); ++id) {
    const auto operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const NodeId operand = operands[i];
      if (!reaches[operand]) continue;
      const OpInfo& op = graph.op(id);
      const bool has_derivative = op.differentiable(i);
      if (op.stops && !has_derivative) continue;
      if (!reaches[id]) first[id] = moves[operand] ? MissingDerivative{id, i} : first[operand];
      reaches[id] = true;
      moves[id] = moves[id] || (moves[operand] && has_derivative);
    }
  }
  if (moves[of.id()] || !reaches[of.id()]) return std::nullopt;
  return first[of.id()];
}

std::string missing_derivative_text(const Expr& of, const Expr& by, const MissingDerivative& missing) {
  const Graph& graph = *of.graph();
  const OpInfo& op = graph.op(missing.consumer);
  const std::string_view operand = op.args[std::min(missing.operand, op.args.size() - 1)];
  return fmt::format("{} has no derivative by {}: {} of {} have none", node_name(graph, of.id()),
                     node_name(graph, by.id()), operand, op.name);
}

}  // namespace chainrule
