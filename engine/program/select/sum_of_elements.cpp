#include <chainrule/engine/program/select/stage_facts.hpp>
#include <chainrule/engine/program/select/sum_of_elements.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// The two factors of a product of like tensors that nobody else needs, or the node itself.
std::vector<NodeId> factors_of(const StageFacts& facts, NodeId id) {
  if (!facts.is_private(id) || facts.partial(id) != nullptr || facts.shape(id).size() == 0) return {id};
  const bool is_square = facts.is(id, Arithmetic::square);
  if (!is_square && !facts.is(id, Arithmetic::multiply)) return {id};
  const auto operands = facts.operands(id);
  const std::vector<NodeId> factors{operands[0], operands[is_square ? 0 : 1]};
  const bool are_alike = std::ranges::all_of(factors, [&](NodeId factor) {
    return facts.shape(factor) == facts.shape(id) && facts.per_example(factor) == facts.per_example(id);
  });
  return are_alike ? factors : std::vector<NodeId>{id};
}

}  // namespace

std::optional<SumOfElements> select_sum_of_elements(const StageFacts& facts, NodeId id) {
  if (facts.op(id).structure != Structure::sum) return std::nullopt;
  return SumOfElements{.op = &facts.op(id), .result = id, .operands = factors_of(facts, facts.operands(id)[0])};
}

}  // namespace chainrule::program
