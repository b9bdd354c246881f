// Where an op's stable rule applies.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <optional>

namespace chainrule {

/// One op for two: log_loss(sigmoid(z), y) is log_loss_with_logit(z, y), whose operand `operand` is `innermost`, here
/// z, in place of `inner`, here sigmoid(z). The other operands are the node's own.
struct StableForm {
  const OpInfo* op = nullptr;
  std::size_t operand = 0;
  NodeId inner = 0, innermost = 0;
};

/// The form that the rule of the node's op gives it; none if there is no rule or another op made the operand.
std::optional<StableForm> stable_form(const Graph& graph, NodeId id);

}  // namespace chainrule
