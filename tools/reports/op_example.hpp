// The cotangents that a structural op passes back, shown on operands of small shapes: such an op has no local
// derivative to print.
#pragma once

#include <chainrule/engine/op/op.hpp>

#include <optional>
#include <string>
#include <vector>

namespace chainrule {

struct OpExample {
  std::string call;                     ///< "v = matmul(a, b) of a [2, 3], b [3, 4]"
  std::vector<std::string> cotangents;  ///< per operand "da = dv @ transpose(b)"; empty where no edge leads
};

/// The op on the first operands and attributes that its shape rule accepts; nothing if it accepts none of those tried,
/// or is no structural op.
std::optional<OpExample> example_of(const OpInfo& op);

}  // namespace chainrule
