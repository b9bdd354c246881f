// Part of a graph as a graph of its own.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>
#include <vector>

namespace chainrule {

/// The nodes that some nodes depend on, one copy each and in the same order, without names.
class GraphCopy {
 public:
  /// GraphError for plain numbers.
  explicit GraphCopy(std::span<const Expr> roots);
  GraphCopy(const GraphCopy&) = delete;
  GraphCopy& operator=(const GraphCopy&) = delete;

  Graph& graph() { return graph_; }
  const Graph& graph() const { return graph_; }
  bool has(NodeId original) const { return original < copies_.size() && copies_[original] != kNone; }
  Expr of(NodeId original) const { return graph_.expr(copies_[original]); }
  NodeId original(NodeId copy) const { return originals_[copy]; }
  std::span<const NodeId> originals() const { return originals_; }

 private:
  static constexpr NodeId kNone = ~NodeId{0};

  Expr copied(const Graph& from, NodeId id);

  Graph graph_;
  std::vector<NodeId> copies_;     // by original
  std::vector<NodeId> originals_;  // by copy
};

}  // namespace chainrule
