// The path on which most of each cotangent arrives.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chainrule {

/// For every node that the loss depends on, the consumer that passes most to its cotangent, or just a consumer if it
/// has none; and how large and how small cotangents get on that path. Takes time in proportion to the graph.
class CotangentPaths {
 public:
  /// The sweep has run backward, and must outlive this.
  explicit CotangentPaths(const Sweep& sweep);

  bool is_needed(NodeId node) const { return needed_[node] != 0; }
  /// Whether a path along differentiable operands leads from the loss to the node.
  bool has_gradient(NodeId node) const { return (needed_[node] & kWithGradient) != 0; }
  /// Whether a contribution flows to the node, so that there is a consumer.
  bool receives(NodeId node) const { return node < passed_.size() && passed_[node] >= 0; }
  NodeId consumer(NodeId node) const { return consumer_[node]; }
  /// The largest magnitude of a cotangent between the loss's operands and the node, both included.
  double largest(NodeId node) const { return largest_[node]; }
  /// The smallest that is not 0; 0 if the first is.
  double smallest(NodeId node) const { return smallest_[node]; }
  /// The loss's own cotangent, or one example's share of it.
  double usual() const { return usual_; }

  /// From the loss to the node. Of a long one, the nodes behind the first kBeginning are left out and counted.
  static constexpr std::size_t kBeginning = 8, kEnd = 24;
  std::vector<NodeId> to(NodeId node, std::size_t* left_out) const;

 private:
  static constexpr std::uint8_t kNeeded = 1, kWithGradient = 2;

  void mark_needed();
  void trace();
  void pass(NodeId consumer, std::size_t operand, NodeId receiver);

  const Sweep& sweep_;
  const Graph& graph_;
  NodeId loss_;
  double usual_ = 1;
  std::vector<std::uint8_t> needed_;  // all by node
  std::vector<NodeId> consumer_;
  std::vector<double> passed_;  // the largest contribution; -1 if there is none
  std::vector<double> largest_, smallest_;
};

/// The largest |number|; NaN counts as none, and of no numbers it is 0.
double largest_magnitude(std::span<const double> numbers);

}  // namespace chainrule
