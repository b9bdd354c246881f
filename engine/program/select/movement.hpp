// Instruction: elements of the operands, or zeros, in another order.
#pragma once

#include <chainrule/engine/program/analyse/moves.hpp>
#include <chainrule/engine/program/select/operands.hpp>

#include <optional>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct Movement {
  NodeId result = 0;
  std::vector<NodeId> operands = {};
  std::vector<Move> moves = {};
};

/// For an op that does nothing but move elements, if it is known where they come from.
std::optional<Movement> select_movement(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
