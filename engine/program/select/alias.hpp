// Instruction: neighbouring elements of the operand under another name; nothing is done.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <cstddef>
#include <optional>

namespace chainrule::program {

class StageFacts;
struct Movement;

struct Alias {
  NodeId result = 0;
  NodeId operand = 0;
  std::size_t first = 0;  ///< which element of the operand is the first
};

/// For a movement that is one move from an operand which lies in memory in the same way: it needs no copy.
std::optional<Alias> select_alias(const StageFacts& facts, const Movement& movement);

}  // namespace chainrule::program
