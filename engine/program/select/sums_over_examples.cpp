#include <chainrule/engine/program/select/stage_facts.hpp>
#include <chainrule/engine/program/select/sums_over_examples.hpp>

namespace chainrule::program {

SumsOverExamples select_sum_over_examples(const StageFacts& facts, NodeId id) {
  const NodeId term = facts.operands(id)[0];
  const bool is_inside = facts.is_private(term) && facts.partial(term) == nullptr;
  if (is_inside && facts.is(term, Arithmetic::multiply) && facts.are_per_example(facts.operands(term))) {
    const auto factors = facts.operands(term);
    return {.results = {id}, .operands = {factors.begin(), factors.end()}};
  }
  return {.results = {id}, .operands = {term, kNoOperand}};
}

}  // namespace chainrule::program
