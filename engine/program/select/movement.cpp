#include <chainrule/engine/program/select/movement.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

#include <utility>

namespace chainrule::program {

std::optional<Movement> select_movement(const StageFacts& facts, NodeId id) {
  auto moves = moves_of(facts.graph(), id);
  if (!moves) return std::nullopt;
  const auto operands = facts.operands(id);
  return Movement{.result = id, .operands = {operands.begin(), operands.end()}, .moves = std::move(*moves)};
}

}  // namespace chainrule::program
