// Instruction: cotangent · partial of an elementwise op by one of its operands: an edge of the chain rule.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace chainrule::program {

class StageFacts;
struct RecognisedPartial;

struct Contribution {
  const OpInfo* op = nullptr;
  NodeId result = 0;
  std::vector<NodeId> operands = {};  ///< the op's, its value, the cotangent; what the rule does not read is left out
  std::uint8_t by = 0;                ///< by which of the op's operands the partial is

  std::span<const NodeId> op_operands() const { return std::span(operands).first(operands.size() - 2); }
  NodeId value() const { return operands[operands.size() - 2]; }
  /// kNoOperand stands for 1: the contribution is the partial itself.
  NodeId cotangent() const { return operands.back(); }
};

/// The node, which is a partial, alone.
Contribution select_partial(const StageFacts& facts, NodeId id, const RecognisedPartial& partial);

/// A product of a cotangent and a partial, where nobody else needs the partial and it costs arithmetic only.
std::optional<Contribution> select_contribution(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
