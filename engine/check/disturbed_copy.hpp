// What rounding does to a graph's values, seen by rounding otherwise.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chainrule {

/// A copy of a graph in which every result of an operation, and every operand of a sum or another operation on whole
/// tensors, is off by a few units in its last place, each by another amount. How far its root's value is from the
/// graph's own shows how much of that value is rounding: in 1 - cos(x), all of it where x is small. Only values are
/// compared, so a wrong derivative cannot hide in it. (Parker's Monte Carlo arithmetic, with fixed draws.)
class DisturbedCopy {
 public:
  /// All nodes up to the root are copied. Another seed gives another copy.
  DisturbedCopy(const Graph& graph, NodeId root, std::uint64_t seed);
  DisturbedCopy(const DisturbedCopy&) = delete;
  DisturbedCopy& operator=(const DisturbedCopy&) = delete;

  const Graph& graph() const { return graph_; }
  Expr root() const { return root_; }
  /// The copy of a leaf.
  Expr leaf(NodeId original) const { return graph_.expr(exact_[original]); }

 private:
  static constexpr NodeId kNone = ~NodeId{0};

  void mark_exact(const Graph& graph, NodeId root);
  NodeId copied_leaf(const Graph& graph, NodeId id);
  NodeId applied(const Graph& graph, NodeId id, bool is_disturbed);
  Expr disturbed(const Expr& node);
  double factor();

  Graph graph_;
  std::uint64_t random_;
  Expr root_;
  std::vector<std::uint8_t>
      is_exact_needed_;                    // conditions and indices, and what they depend on: these are not disturbed
  std::vector<NodeId> exact_, disturbed_;  // by original; of a leaf the same
};

}  // namespace chainrule
