// One step of a gradient, as data.
#pragma once

#include <chainrule/engine/graph/node.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

enum class Phase : std::uint8_t { forward, seed, backward, update };

/// The word for a phase, as the trace's JSON has it.
std::string_view to_text(Phase phase);

/// A value that a step's formula reads, element by element.
struct ReadValue {
  NodeId node = 0;
  std::vector<double> value;
};

/// Numbers are element by element; a scalar's lists have one entry. What does not apply to the phase is empty.
struct Step {
  std::size_t index = 0;  ///< from 1
  Phase phase = Phase::forward;
  NodeId node = 0;              ///< computed, seeded, updated, or, backward, the consumer
  std::optional<NodeId> input;  ///< backward: the node that receives the contribution
  std::size_t operand = 0;      ///< backward: which operand of the consumer it is, from 0
  std::string formula;  ///< forward: of the value; backward: of the local derivative, or, where an op has none as
                        ///< numbers, of the whole contribution; update: of the new value
  std::vector<ReadValue> reads;  ///< what the formula reads, except cotangents
  std::vector<double> value;     ///< forward: the node's value
  std::vector<double> local;     ///< backward: the partial on the edge; empty for a structural op
  std::vector<double> upstream;  ///< backward: the consumer's cotangent; update: the parameter's
  std::vector<double> contribution;
  std::vector<double> before;  ///< the receiver's cotangent before this step, 0 if nothing was added yet; update: the
                               ///< parameter's value
  std::vector<double> after;
  std::size_t seen = 0;   ///< contributions to the receiver up to this one
  std::size_t total = 0;  ///< and in all

  /// The node that the step gives a number.
  NodeId subject() const { return input.value_or(node); }
};

}  // namespace chainrule
