// Which nodes a backward pass concerns.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

/// The nodes between a loss and what it is differentiated by. Active: one of the nodes of interest reaches it along
/// differentiable edges. Reached: the loss depends on it along active edges.
class Activity {
 public:
  /// Interest in `wrt`, or in all parameters if it is empty: then the builder's flags serve, and nothing is computed.
  void mark_active(const Graph& graph, NodeId loss, std::span<const Expr> wrt) {
    active_.clear();
    if (!wrt.empty()) mark_reaching(graph, loss, wrt);
  }
  /// GraphError if the loss is per example and a path to it crosses a reduction over the examples: behind it the
  /// examples are mixed.
  void mark_reached(const Graph& graph, NodeId loss);

  bool is_active(const Graph& graph, NodeId id) const {
    return active_.empty() ? graph.node(id).on_parameter() : id < active_.size() && active_[id] != 0;
  }
  bool is_reached(NodeId id) const { return id < reached_.size() && reached_[id] != 0; }
  /// Whether contributions flow from that node to that operand.
  bool follows(const Graph& graph, NodeId node, std::size_t operand) const {
    return graph.op(node).differentiable(operand) && is_active(graph, graph.operands(node)[operand]);
  }
  /// One byte per node, or null if the builder's flags serve.
  const std::uint8_t* marks() const { return active_.empty() ? nullptr : active_.data(); }

 private:
  void mark_reaching(const Graph& graph, NodeId loss, std::span<const Expr> wrt);

  std::vector<std::uint8_t> active_;
  std::vector<std::uint8_t> reached_;
};

}  // namespace chainrule
