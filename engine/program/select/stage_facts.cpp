#include <chainrule/engine/program/analyse/constant_zeros.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

#include <algorithm>

namespace chainrule::program {

StageFacts::StageFacts(const Graph& graph, const Stage& stage, const Analysis& analysis)
    : graph_(graph), stage_(stage), analysis_(analysis), is_here_(analysis.uses.size()) {
  for (const NodeId id : stage.nodes) is_here_[id] = true;
}

bool StageFacts::are_per_example(std::span<const NodeId> nodes) const {
  return std::ranges::all_of(nodes, [&](NodeId id) { return per_example(id); });
}

bool StageFacts::is(NodeId id, Arithmetic arithmetic) const {
  return is_here(id) && op(id).kind == OpKind::elementwise && op(id).arithmetic == arithmetic && !op(id).gated;
}

bool StageFacts::has_row_kernel(NodeId id) const {
  return per_block() && op(id).kind == OpKind::structural && operands(id).size() == 1 && kernels().rows_of != nullptr &&
         kernels().rows_of(op(id)) != nullptr;
}

std::optional<std::size_t> StageFacts::gate_of(NodeId product) const {
  const Attributes& attributes = graph().attributes(product);
  if (!attributes.has(0)) return std::nullopt;
  return static_cast<std::size_t>(attributes.integer(0, 0));
}

NodeId StageFacts::repeated(NodeId id) const {
  const bool is_repetition = is_private(id) && op(id).structure == Structure::repetition;
  return is_repetition ? operands(id)[0] : id;
}

NodeId StageFacts::unrepeated(NodeId operand, NodeId consumer) const {
  const NodeId inner = repeated(operand);
  Shape others;
  for (const NodeId other : operands(consumer)) others = broadcast(others, shape(other == operand ? inner : other));
  return others == shape(consumer) ? inner : operand;
}

const std::vector<Rectangle>& StageFacts::without_zeros(NodeId matrix) {
  const auto [place, is_new] = without_zeros_.try_emplace(matrix);
  if (is_new) place->second = rectangles_without_zeros(graph(), matrix);
  return place->second;
}

}  // namespace chainrule::program
