// The edges along which cotangents flow, between the nodes that a reader thinks of.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/tools/text/definition.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule {

/// How a consumer is written, and its derivatives.
enum class Written {
  named,      ///< down to named nodes: z = w1*x1 + w2*x2 + b
  op,         ///< one op of its own operands
  reduction,  ///< a scalar reduction over the examples
  whole       ///< by the formula of each contribution: tensors and structural ops
};

/// A consumer's share of a node's cotangent.
struct Edge {
  NodeId node = 0;
  NodeId consumer = 0;
  std::size_t operand = 0;  ///< of the consumer's definition, or of its op
};

/// Who uses whom, of the nodes between the loss and what it was differentiated by. In a graph small enough to be read
/// an edge goes from named node to named node, in others from op to op.
class Flow {
 public:
  /// `sweep` has run backward. All must outlive this.
  Flow(const Sweep& sweep, Definitions& definitions);

  bool is_small() const { return is_small_; }
  NodeId loss() const { return loss_; }
  Written written(NodeId consumer) const;
  /// The edges into the node, the consumer nearest to the loss first.
  std::span<const Edge> into(NodeId node) const;
  /// The loss, then all nodes that receive something, from the loss to the leaves, leaves in their order.
  std::vector<NodeId> receivers() const;
  /// How many paths lead from the node to the loss; counted, not walked, and perhaps inf.
  double paths(NodeId node) const { return node < paths_.size() ? paths_[node] : 0; }

 private:
  void collect_named();
  void collect_ops();
  void add_edges(NodeId consumer, std::vector<NodeId>& found);
  void count_paths();

  const Sweep& sweep_;
  const Graph& graph_;
  Definitions& definitions_;
  NodeId loss_;
  bool is_small_;
  std::vector<Edge> edges_;  // by node, then from the loss
  std::vector<double> paths_;
};

/// A way from a node to the loss: the edges in the order in which a reader meets them from the loss.
using Route = std::vector<Edge>;

/// The first `most` paths; fewer where they are longer than anybody could read.
std::vector<Route> routes_from(const Flow& flow, NodeId node, std::size_t most);

}  // namespace chainrule
