// Building a large graph of scalars and computing it in one go.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/op/chain_rule.hpp>

#include <array>

namespace chainrule {

/// Appends nodes by number and computes each as it is appended, for a graph that is built afresh each time, where a
/// forward pass of its own would read every node once more. The graph does not intern and holds scalars; the sweep has
/// one example. When done, the sweep's values are current and `backward` may run. Operands are nodes of the graph:
/// unlike Graph::apply, this checks nothing.
class BulkBuilder {
 public:
  /// Room for `expected` numbers is made at once; more are welcome. GraphError if the graph interns or the sweep is of
  /// another graph or of several examples.
  BulkBuilder(Graph& graph, Sweep& sweep, std::size_t expected = 0);

  NodeId parameter(double value) { return recorded(graph_.anonymous_parameter(value).id(), value); }
  NodeId constant(double value) { return recorded(graph_.constant(value).id(), value); }

  /// The op of the standard list, by its number there (kStandardOp<Op>), applied to one or two nodes.
  template <class Op> NodeId apply(StandardOp op, NodeId a) { return append<Op>(op, std::array{a}, a, a); }
  template <class Op> NodeId apply(StandardOp op, NodeId a, NodeId b) { return append<Op>(op, std::array{a, b}, a, b); }

 private:
  template <class Op, std::size_t N>
  NodeId append(StandardOp op, const std::array<NodeId, N>& operands, NodeId a, NodeId b) {
    static_assert(arity_of<Op> == N, "the op takes another number of operands");
    std::array<double, N> in;
    for (std::size_t i = 0; i < N; ++i) in[i] = sweep_.primal_[operands[i]];
    const double value = value_at<Op>(in.data());
    return recorded(graph_.append_scalar(op, N, a, b), value);
  }

  NodeId recorded(NodeId id, double value) {
    sweep_.record(id, value);
    return id;
  }

  Graph& graph_;
  Sweep& sweep_;
};

}  // namespace chainrule
