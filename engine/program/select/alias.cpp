#include <chainrule/engine/program/select/alias.hpp>
#include <chainrule/engine/program/select/movement.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

namespace chainrule::program {

std::optional<Alias> select_alias(const StageFacts& facts, const Movement& movement) {
  if (movement.moves.size() != 1 || movement.moves[0].operand == Move::kZeros) return std::nullopt;
  const NodeId operand = movement.operands[movement.moves[0].operand];
  if (facts.per_example(operand) != facts.per_example(movement.result)) return std::nullopt;
  return Alias{.result = movement.result, .operand = operand, .first = movement.moves[0].from};
}

}  // namespace chainrule::program
