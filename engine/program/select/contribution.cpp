#include <chainrule/engine/program/select/contribution.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

namespace chainrule::program {

namespace {

Contribution contribution(const StageFacts& facts, NodeId result, NodeId cotangent, const RecognisedPartial& partial) {
  Contribution edge{.op = &facts.op(partial.value), .result = result, .by = partial.operand};
  const auto operands = facts.operands(partial.value);
  for (std::size_t i = 0; i < operands.size(); ++i)
    edge.operands.push_back((partial.reads >> i & 1U) != 0 ? operands[i] : kNoOperand);
  edge.operands.push_back(partial.reads_value ? partial.value : kNoOperand);
  edge.operands.push_back(cotangent == kNoOperand ? kNoOperand : facts.repeated(cotangent));
  return edge;
}

}  // namespace

Contribution select_partial(const StageFacts& facts, NodeId id, const RecognisedPartial& partial) {
  return contribution(facts, id, kNoOperand, partial);
}

std::optional<Contribution> select_contribution(const StageFacts& facts, NodeId id) {
  const OpInfo& product = facts.op(id);
  if (product.arithmetic != Arithmetic::multiply) return std::nullopt;
  if (product.gated && product.commutative) return std::nullopt;  // both factors are gates: no op's edge has that
  const auto operands = facts.operands(id);
  for (const std::size_t i : {1, 0}) {
    const NodeId factor = operands[i], other = operands[1 - i];
    if (!facts.is_private(factor) || facts.shape(factor) != facts.shape(id)) continue;
    const RecognisedPartial* partial = facts.partial(factor);
    if (partial == nullptr || partial->costs_as_value) continue;
    const bool is_gate = product.gated && i == 0;  // mul0(partial, cotangent)
    if (facts.op(partial->value).gated ? !is_gate : product.gated) continue;
    return contribution(facts, id, other, *partial);
  }
  return std::nullopt;
}

}  // namespace chainrule::program
