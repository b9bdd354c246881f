// A picture of one step of a trace: what is known by then, and what is happening.
#pragma once

#include <chainrule/engine/stepper/trace.hpp>
#include <chainrule/graphs/dot/diagram.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// The state after one step of a trace, which must outlive it. Step 0 is the state before the first.
class DotMoment {
 public:
  /// GraphError if the trace has no such step.
  DotMoment(const Trace& trace, std::size_t step);

  std::size_t step() const { return step_; }
  /// Another step of the same trace.
  void seek(std::size_t step);

  bool is_known(NodeId id) const { return trace_->is_known_after(id, step_); }
  /// The part of the cotangent that has arrived by now; nothing if nothing has.
  std::optional<std::vector<double>> cotangent(NodeId id) const { return trace_->cotangent_after(id, step_); }
  /// Whether all that ever arrives has.
  bool is_final(NodeId id) const;
  /// Whether all contributions along the arrow have been made.
  bool has_flowed(const Arrow& arrow) const;

  bool is_backward() const { return step_ > 0 && trace_->phase(step_) != Phase::forward; }
  /// The node that this step computes, seeds or adds to.
  std::optional<NodeId> receiver() const;
  /// Whether this step reads its number at the arrow's end and brings it to the other.
  bool is_active(const Arrow& arrow) const;

 private:
  std::uint32_t step_of(const Arrow::Use& use) const;

  const Trace* trace_;
  std::size_t step_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> step_of_;  // by consumer and operand
  std::unordered_map<NodeId, std::uint32_t> last_;            // by receiver
};

}  // namespace chainrule
