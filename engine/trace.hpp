// The run of a graph as a list of steps: forward, seed, and one step per contribution of the chain rule.
#pragma once

#include <chainrule/engine/sweep.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chainrule {

enum class Phase : std::uint8_t { forward, seed, backward, update };

std::string_view to_text(Phase phase);

/// One step. Numbers are element by element; a scalar's lists have one entry.
struct Step {
  std::size_t index = 0;  ///< from 1
  Phase phase = Phase::forward;
  NodeId node = 0;               ///< computed, seeded, or, backward, the consumer
  std::optional<NodeId> input;   ///< backward: the node that receives the contribution
  std::size_t operand = 0;       ///< backward: which operand of the consumer it is, from 0
  std::vector<double> value;     ///< forward: the node's value
  std::vector<double> local;     ///< backward: the partial on the edge; empty for a structural op
  std::vector<double> upstream;  ///< backward: the consumer's cotangent
  std::vector<double> contribution;
  std::vector<double> before;  ///< the receiver's cotangent before this step, 0 if nothing was added yet
  std::vector<double> after;
  std::size_t seen = 0;   ///< contributions to the receiver up to this one
  std::size_t total = 0;  ///< and in all
};

/// The steps of a sweep that has run forward and backward, in the order of the sweep. It keeps a few bytes per step;
/// the numbers of a step are recomputed from the sweep when it is looked at, to the same bits. The sweep must outlive
/// the trace and not run meanwhile.
class Trace {
 public:
  /// Of a forward and a backward pass; NoGradient or StaleGradient if there was none.
  explicit Trace(const Sweep& sweep);

  std::size_t size() const { return entries_.size(); }
  /// Step `index`, from 1; GraphError if there is no such step.
  Step operator[](std::size_t index) const;
  /// What step `index` is about, without its numbers.
  Phase phase(std::size_t index) const { return entries_[index - 1].phase; }
  NodeId node(std::size_t index) const { return entries_[index - 1].node; }
  std::optional<NodeId> input(std::size_t index) const;
  /// The cotangent of `id` after step `index`: absent if nothing has been added to it by then.
  std::optional<std::vector<double>> cotangent_after(NodeId id, std::size_t index) const;
  /// Whether the node's value is known after step `index`: leaves always are.
  bool is_known_after(NodeId id, std::size_t index) const;
  const Sweep& sweep() const { return *sweep_; }

 private:
  struct Entry {
    Phase phase;
    std::uint32_t operand;
    NodeId node;
    std::uint32_t previous;  // the step before this one that adds to the same receiver; 0 if none
    std::uint32_t seen;
  };

  void add_forward();
  void add_backward();
  NodeId receiver(const Entry& entry) const;
  std::vector<double> seed() const;
  std::vector<double> sum_up_to(std::uint32_t index) const;

  const Sweep* sweep_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> last_;     // by node: the last step that adds to it; 0 if none
  std::vector<std::uint32_t> forward_;  // by node: the step that computes it; 0 for leaves
};

}  // namespace chainrule
