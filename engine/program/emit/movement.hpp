// Emits a movement of elements.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/execute/movement.hpp>
#include <chainrule/engine/program/select/movement.hpp>

namespace chainrule::program {

/// Whether moves are so short that element by element is better.
inline bool moves_single_numbers(const Movement& movement) {
  std::size_t numbers = 0;
  for (const Move& move : movement.moves) {
    if (move.operand == Move::kZeros) return false;
    numbers += move.count;
  }
  return numbers < 4 * movement.moves.size();
}

inline PermutationTask permutation(const Movement& movement) {
  PermutationTask task;
  for (const Move& move : movement.moves)
    for (std::size_t i = 0; i < move.count; ++i) task.from.push_back(static_cast<std::uint32_t>(move.from + i));
  return task;
}

template <class Real> void emit(const Movement& movement, Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const std::size_t block_size = places.numbers_per_element(movement.result);
  const OperandList<Real> operands{.nodes = movement.operands};
  Record<Real> record;
  record.out = places.address(movement.result);
  if (block_size == 1 && movement.operands.size() == 1 && moves_single_numbers(movement))
    return emitter.append_task(permutation(movement), record, movement.result, operands);
  MovementTask task{.block_size = block_size, .moves = movement.moves, .repeats = {}};
  for (const NodeId operand : movement.operands) task.repeats.push_back(block_size > 1 && !places.per_example(operand));
  emitter.append_task(std::move(task), record, movement.result, operands);
}

}  // namespace chainrule::program
