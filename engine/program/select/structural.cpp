#include <chainrule/engine/program/select/stage_facts.hpp>
#include <chainrule/engine/program/select/structural.hpp>

namespace chainrule::program {

Structural select_structural(const StageFacts& facts, NodeId id) {
  const auto operands = facts.operands(id);
  return {.results = {id}, .operands = {operands.begin(), operands.end()}};
}

JoinedKernels::JoinedKernels(const StageFacts& facts) : facts_(facts) {
  for (const NodeId id : facts.nodes())
    if (facts.has_row_kernel(id)) first_.try_emplace(facts.operands(id)[0], id);
}

NodeId JoinedKernels::join(NodeId id) {
  const auto joined_rows_of = facts_.kernels().joined_rows_of;
  if (!facts_.has_row_kernel(id) || joined_rows_of == nullptr) return kNoOperand;
  const NodeId operand = facts_.operands(id)[0], first = first_.at(operand);
  if (first == id || second_.contains(first)) return kNoOperand;
  const auto row_op = [&](NodeId node) { return RowOp{&facts_.op(node), &facts_.graph().attributes(node)}; };
  if (joined_rows_of(row_op(first), row_op(id), facts_.shape(operand)) == nullptr) return kNoOperand;
  second_[first] = id;
  return first;
}

NodeId JoinedKernels::joined_to(NodeId first) const {
  const auto found = second_.find(first);
  return found == second_.end() ? kNoOperand : found->second;
}

}  // namespace chainrule::program
