#include <chainrule/engine/check/disturbed_copy.hpp>

#include <limits>

namespace chainrule {

DisturbedCopy::DisturbedCopy(const Graph& graph, NodeId root, std::uint64_t seed)
    : graph_({.intern = false, .arena = nullptr, .ops = &graph.ops()}), random_(seed) {
  const std::size_t size = std::size_t{root} + 1;
  exact_.assign(size, kNone);
  disturbed_.assign(size, kNone);
  mark_exact(graph, root);
  for (NodeId id = 0; id <= root; ++id) {
    if (graph.role(id) != Role::operation) {
      exact_[id] = disturbed_[id] = copied_leaf(graph, id);
      continue;
    }
    disturbed_[id] = disturbed(graph_.expr(applied(graph, id, true))).id();
    if (is_exact_needed_[id] != 0) exact_[id] = applied(graph, id, false);
  }
  root_ = graph_.expr(disturbed_[root]);
}

void DisturbedCopy::mark_exact(const Graph& graph, NodeId root) {
  is_exact_needed_.assign(std::size_t{root} + 1, 0);
  for (NodeId id = root + 1; id-- > 0;) {
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (is_exact_needed_[id] != 0 || !graph.op(id).differentiable(i)) is_exact_needed_[operands[i]] = 1;
  }
}

NodeId DisturbedCopy::copied_leaf(const Graph& graph, NodeId id) {
  const Shape shape = graph.shape(id);
  switch (graph.role(id)) {
    case Role::input:
      return graph_.input({}, shape, graph.values(id)).id();
    case Role::parameter:
      return graph_.parameter({}, shape, graph.values(id)).id();
    case Role::examples:
      return graph_.examples().id();
    default:
      return graph_.constant(shape, graph.values(id)).id();
  }
}

NodeId DisturbedCopy::applied(const Graph& graph, NodeId id, bool is_disturbed) {
  const OpInfo& op = graph.op(id);
  std::vector<Expr> operands;
  for (std::size_t i = 0; i < graph.operands(id).size(); ++i) {
    const NodeId operand = graph.operands(id)[i];
    const bool is_moved = is_disturbed && op.differentiable(i);
    const Expr copy = graph_.expr(is_moved ? disturbed_[operand] : exact_[operand]);
    const bool is_leaf = graph.role(operand) != Role::operation;
    operands.push_back(is_moved && is_leaf && op.kind != OpKind::elementwise ? disturbed(copy) : copy);
  }
  return graph_.apply(op, operands, graph.attributes(id)).id();
}

Expr DisturbedCopy::disturbed(const Expr& node) {
  std::vector<double> factors(node.shape().size());
  for (double& each : factors) each = factor();
  return graph_.ops().algebra.multiply(node, graph_.constant(node.shape(), factors));
}

/// 1 plus or minus two, three or four units of the last place: arithmetic is off by half a unit, functions by up to
/// two, and different amounts do not cancel each other. The random numbers are Steele's splitmix64.
double DisturbedCopy::factor() {
  std::uint64_t mixed = random_ += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
  mixed ^= mixed >> 31;
  const double units = 2 + static_cast<double>(mixed % 3);
  return 1 + (mixed >> 32 & 1 ? units : -units) * std::numeric_limits<double>::epsilon();
}

}  // namespace chainrule
