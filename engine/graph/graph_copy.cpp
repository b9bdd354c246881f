#include <chainrule/engine/graph/graph_copy.hpp>
#include <chainrule/engine/graph/needed_nodes.hpp>

#include <algorithm>

namespace chainrule {

namespace {

const Graph& graph_of(std::span<const Expr> roots) {
  if (roots.empty() || std::ranges::any_of(roots, &Expr::is_number))
    throw GraphError("plain numbers belong to no graph that could be copied");
  return *roots[0].graph();
}

}  // namespace

GraphCopy::GraphCopy(std::span<const Expr> roots)
    : graph_({.intern = false, .arena = nullptr, .ops = &graph_of(roots).ops()}) {
  const Graph& from = graph_of(roots);
  const std::vector<bool> is_needed = needed_nodes(from, roots);
  copies_.assign(is_needed.size(), kNone);
  for (NodeId id = 0; id < is_needed.size(); ++id) {
    if (!is_needed[id]) continue;
    copies_[id] = copied(from, id).id();
    originals_.resize(graph_.size(), id);
  }
}

Expr GraphCopy::copied(const Graph& from, NodeId id) {
  const Shape shape = from.shape(id);
  switch (from.role(id)) {
    case Role::input:
      return graph_.input({}, shape, from.values(id));
    case Role::parameter:
      return graph_.parameter({}, shape, from.values(id));
    case Role::constant:
      return graph_.constant(shape, from.values(id));
    case Role::examples:
      return graph_.examples();
    case Role::operation:
      break;
  }
  std::vector<Expr> operands;
  for (const NodeId operand : from.operands(id)) operands.push_back(of(operand));
  return graph_.apply(from.op(id), operands, from.attributes(id));
}

}  // namespace chainrule
