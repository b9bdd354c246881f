// Values of a graph by each op's own kernel, node by node: independent of the sweeps that it is used to judge.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/array.hpp>

#include <map>
#include <span>
#include <vector>

namespace chainrule::testing {

using Numbers = std::vector<double>;

/// The numbers of the leaves that a graph is evaluated at.
using Leaves = std::map<NodeId, Numbers>;

/// Values of the node and of what it depends on; leaves that are not listed have their default values.
inline std::vector<Numbers> evaluate_all(const Graph& graph, NodeId last, const Leaves& leaves) {
  std::vector<Numbers> values(std::size_t{last} + 1);
  std::vector<bool> needed(values.size(), false);
  needed[last] = true;
  for (NodeId id = last + 1; id-- > 0;)
    if (needed[id])
      for (const NodeId operand : graph.operands(id)) needed[operand] = true;
  for (NodeId id = 0; id <= last; ++id) {
    if (!needed[id]) continue;
    if (graph.role(id) != Role::operation) {
      const auto given = leaves.find(id);
      const auto defaults = graph.values(id);
      values[id] = given != leaves.end() ? given->second : Numbers(defaults.begin(), defaults.end());
      continue;
    }
    std::vector<ArrayView> in;
    for (const NodeId operand : graph.operands(id)) in.push_back({values[operand].data(), &graph.shape(operand)});
    values[id].resize(graph.shape(id).size());
    const OpInfo& op = graph.op(id);
    if (op.kind == OpKind::structural)
      op.kernel({.in = in, .out = values[id].data(), .shape = &graph.shape(id), .attributes = &graph.attributes(id)});
    else
      forward_broadcast(op, in, values[id].data(), graph.shape(id));
  }
  return values;
}

inline Numbers evaluate(const Expr& expression, const Leaves& leaves) {
  if (expression.is_number()) return {expression.number()};
  return evaluate_all(*expression.graph(), expression.id(), leaves).back();
}

}  // namespace chainrule::testing
