// Gates: ops that let a cotangent pass or not, such as the larger of two numbers.
//
// An example: L = where(x > 0, log x, 0) + 3x at x = 0. `where` passes a cotangent to the operand that it took and 0 to
// the other, so d = dL/d(log x) is 0; its slope is d(log x)/dx = 1/0 = inf, and 0·inf would make NaN of dL/dx. But log
// x is behind gates only, so that its 0 means "no path": nothing is added, and dL/dx = 3. In x·log x the same 0 would
// be a number like others (x = 0 is a factor, no gate), and 0·inf stays NaN.
#pragma once

#include <chainrule/engine/autodiff/activity.hpp>

#include <cstdint>
#include <vector>

namespace chainrule {

/// Knows the nodes that the loss depends on through gates only. A cotangent of 0 that arrives at one says that the
/// gates are closed and there is no path at all; so nothing flows on from it, where IEEE's 0·∞ would let NaN flow.
class Gates {
 public:
  bool are_any() const { return !states_.empty(); }
  bool is_behind(NodeId id) const { return id < states_.size() && states_[id] == kBehind; }

  void clear() { states_.clear(); }
  /// Marks the nodes of a backward pass from the loss, whose activity marks what it reaches.
  void mark(const Graph& graph, const Activity& activity, NodeId loss);

  // Node by node, where a pass meets its first gate on the way: what has consumers by then has one that is no gate.

  template <class HasConsumer> void begin(std::size_t nodes, HasConsumer has_consumer) {
    states_.resize(nodes);
    for (std::size_t id = 0; id < nodes; ++id) states_[id] = has_consumer(id) ? kBeside : kUnknown;
  }
  /// The consumer, all of whose own consumers are known, contributes to the operand.
  void note(NodeId consumer, NodeId operand, bool is_gate) {
    std::uint8_t& state = states_[operand];
    if (!is_gate && states_[consumer] != kBehind)
      state = kBeside;
    else if (state == kUnknown)
      state = kBehind;
  }

 private:
  static constexpr std::uint8_t kUnknown = 0, kBehind = 1, kBeside = 2;
  std::vector<std::uint8_t> states_;
};

}  // namespace chainrule
