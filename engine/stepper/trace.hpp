// The run of a graph as a list of steps: forward, seed, and one step per contribution of the chain rule.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/stepper/running_sums.hpp>
#include <chainrule/engine/stepper/step.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// The steps of a sweep that has run forward and backward, in the order of the sweep. It keeps a few bytes per step;
/// the numbers of a step are recomputed from the sweep when it is looked at, to the same bits. The sweep must outlive
/// the trace and not run meanwhile. Like a sweep, a trace is for one thread at a time.
class Trace {
 public:
  /// Lists a forward and a backward pass; NoGradient or StaleGradient if there was none.
  explicit Trace(const Sweep& sweep);

  std::size_t size() const { return entries_.size(); }
  /// Step `index`, from 1, in numbers: without formula and reads. GraphError if there is no such step.
  Step operator[](std::size_t index) const;
  /// The subject of step `index`, without its numbers.
  Phase phase(std::size_t index) const;
  NodeId node(std::size_t index) const { return entries_[index - 1].node; }
  std::optional<NodeId> input(std::size_t index) const;
  /// Which operand of the node the input is, in a backward step.
  std::size_t operand(std::size_t index) const { return entries_[index - 1].operand; }
  NodeId subject(std::size_t index) const { return input(index).value_or(node(index)); }
  /// How many steps are forward steps; the seed follows.
  std::size_t forward_steps() const { return forward_steps_; }
  /// The steps that add to the node's cotangent, in their order.
  std::span<const std::uint32_t> contributions(NodeId id) const;
  /// The cotangent of `id` after step `index`: absent if nothing has been added to it by then.
  std::optional<std::vector<double>> cotangent_after(NodeId id, std::size_t index) const;
  /// Whether the node's value is known after step `index`: leaves always are.
  bool is_known_after(NodeId id, std::size_t index) const;
  /// The step that computes the node; 0 for leaves and for what the loss does not depend on.
  std::size_t step_of(NodeId id) const { return id < forward_.size() ? forward_[id] : 0; }
  const Sweep& sweep() const { return *sweep_; }
  /// The sweep has run again, with other values.
  void renew() { sums_.clear(); }

 private:
  struct Entry {
    NodeId node;
    std::uint32_t operand;
    std::uint32_t seen;
  };

  void add_forward();
  void add_backward();
  void list_contributions();
  std::vector<double> share_of(std::size_t index) const;
  std::vector<double> seed() const;
  std::vector<double> sum_of(NodeId receiver, std::size_t contributions) const;

  const Sweep* sweep_;
  std::vector<Entry> entries_;
  std::size_t forward_steps_ = 0;
  std::vector<std::uint32_t> forward_;        // by node: the step that computes it; 0 for leaves
  std::vector<std::uint32_t> begins_;         // by node: where its contributions begin
  std::vector<std::uint32_t> contributions_;  // steps
  mutable std::unordered_map<NodeId, RunningSums> sums_;
};

}  // namespace chainrule
