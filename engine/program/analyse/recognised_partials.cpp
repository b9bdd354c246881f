#include <chainrule/engine/program/analyse/recognised_partials.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// Bit i: operand i is that node.
std::uint32_t places_of(NodeId node, std::span<const NodeId> operands) {
  std::uint32_t places = 0;
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (operands[i] == node) places |= 1U << i;
  return places;
}

}  // namespace

RecognisedPartials::RecognisedPartials(Graph& graph, std::span<const NodeId> nodes)
    : graph_(graph), size_(graph.size()) {
  for (const NodeId id : nodes)
    if (graph_.op(id).kind == OpKind::elementwise) recognise(id);
}

const RecognisedPartial* RecognisedPartials::find(NodeId node) const {
  const auto found = found_.find(node);
  return found == found_.end() ? nullptr : &found->second;
}

void RecognisedPartials::recognise(NodeId id) {
  const OpInfo& op = graph_.op(id);
  std::vector<Expr> in;
  for (const NodeId operand : graph_.operands(id)) in.push_back(graph_.expr(operand));
  const Expr out = graph_.expr(id);
  for (std::uint8_t i = 0; i < in.size(); ++i) {
    if (!op.differentiable(i)) continue;
    const Expr partial = op.partial_expression(i, in.data(), out, Form::computed);
    if (partial.is_number() || partial.id() >= size_ || graph_.role(partial.id()) != Role::operation) continue;
    const bool is_there_already =
        partial.same_as(out) || std::ranges::any_of(in, [&](const Expr& operand) { return operand.same_as(partial); });
    if (is_there_already || partial.shape() != out.shape()) continue;
    if (partial.per_example() != out.per_example()) continue;
    found_.try_emplace(partial.id(), described(id, i, partial.id()));
  }
}

/// Walks the partial's expression down to the operands and the value.
RecognisedPartial RecognisedPartials::described(NodeId value, std::uint8_t operand, NodeId partial) const {
  RecognisedPartial result{.value = value, .operand = operand};
  const auto operands = graph_.operands(value);
  const auto is_given = [&](NodeId id) { return places_of(id, operands) != 0 || graph_.role(id) == Role::constant; };
  result.is_own_op =
      graph_.op(partial).arithmetic == Arithmetic::none && std::ranges::all_of(graph_.operands(partial), is_given);
  std::vector<NodeId> open{partial}, seen;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (std::ranges::find(seen, id) != seen.end()) continue;
    seen.push_back(id);
    if (id == value) {
      result.reads_value = true;
      continue;
    }
    const std::uint32_t reads = places_of(id, operands);
    result.reads |= reads;
    if (reads != 0) continue;
    if (graph_.role(id) != Role::operation) continue;
    if (!graph_.op(id).is_arithmetic()) result.costs_as_value = true;
    for (const NodeId next : graph_.operands(id)) open.push_back(next);
  }
  return result;
}

}  // namespace chainrule::program
