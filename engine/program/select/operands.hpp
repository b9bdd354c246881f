// What an instruction reads and writes, whatever its kind.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>

namespace chainrule::program {

/// The mark of an operand that is left out.
inline constexpr NodeId kNoOperand = ~NodeId{0};

/// A kind has `results` and `operands`, or just one `result`, or just one `operand`.
template <class Kind> std::span<const NodeId> results_of(const Kind& instruction) {
  if constexpr (requires { instruction.results; })
    return instruction.results;
  else
    return {&instruction.result, 1};
}

/// Some may be kNoOperand.
template <class Kind> std::span<const NodeId> operands_of(const Kind& instruction) {
  if constexpr (requires { instruction.operands; })
    return instruction.operands;
  else
    return {&instruction.operand, 1};
}

}  // namespace chainrule::program
