// Instruction: an elementwise op's value and partials of it, computed together as they share their work.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct ValueAndPartials {
  const OpInfo* op = nullptr;
  std::vector<NodeId> results = {};   ///< the value, then the partials
  std::vector<NodeId> operands = {};  ///< of the op
  std::vector<std::uint8_t> by = {};  ///< by which operand each of the partials is
};

/// A partial that is computed together with its value.
struct WaitingPartial {
  NodeId partial = 0;
  std::uint8_t operand = 0;
};

ValueAndPartials select_value_and_partials(const StageFacts& facts, NodeId value,
                                           std::span<const WaitingPartial> partials);

}  // namespace chainrule::program
