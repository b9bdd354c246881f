// Instruction: an elementwise op's value at its operands.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <vector>

namespace chainrule::program {

class StageFacts;

struct Value {
  const OpInfo* op = nullptr;
  NodeId result = 0;
  std::vector<NodeId> operands = {};
};

/// For any elementwise node. What repeats an operand is left out where the op broadcasts it anyway.
Value select_value(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
