// Instruction: a structural op's own kernel, or a kernel that computes two ops of one operand together.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <unordered_map>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct Structural {
  std::vector<NodeId> results = {};  ///< one, or two of the same operand
  std::vector<NodeId> operands = {};
};

/// For any structural node.
Structural select_structural(const StageFacts& facts, NodeId id);

/// Pairs of operations on one operand that share a kernel, such as softmax and logsumexp.
class JoinedKernels {
 public:
  explicit JoinedKernels(const StageFacts& facts);

  /// The earlier operation whose kernel computes this one as well, from now on for this one alone; or kNoOperand.
  NodeId join(NodeId id);
  /// The node that the operation's kernel computes as well, or kNoOperand.
  NodeId joined_to(NodeId first) const;

 private:
  const StageFacts& facts_;
  std::unordered_map<NodeId, NodeId> first_;   // by operand: the first operation that has a kernel for a whole block
  std::unordered_map<NodeId, NodeId> second_;  // by such an operation: what is joined to it
};

}  // namespace chainrule::program
