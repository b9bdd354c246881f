// Where the passes over a graph keep their numbers.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/op.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule {

/// Places for numbers of every node, one node behind another: a tensor for each node, m of them, one for each example,
/// for one that is per example. Values and tangents lie so.
class Layout {
 public:
  Layout(const Graph& graph, std::size_t examples) : graph_(&graph), examples_(examples) {}

  std::size_t examples() const { return examples_; }
  /// How many nodes have a place; those that the graph got since `extend` have none.
  std::size_t nodes() const { return nodes_; }
  /// How many numbers they have together.
  std::size_t numbers() const { return is_dense_ ? nodes_ : end_; }
  /// Whether all are scalars and m = 1, so that node i has number i.
  bool is_dense() const { return is_dense_; }
  /// Gives the nodes that were added to the graph a place behind the others.
  void extend();
  /// Where the layout is dense and stays so: the next node.
  void append_scalar() { ++nodes_; }

  std::size_t copies(NodeId id) const { return graph_->per_example(id) ? examples_ : 1; }
  std::size_t count(NodeId id) const { return graph_->shape(id).size() * copies(id); }
  std::size_t offset(NodeId id) const { return is_dense_ ? id : offsets_[id]; }
  /// A node's numbers among `numbers`, and those of one example.
  template <class Real> std::span<Real> of(Real* numbers, NodeId id) const { return {numbers + offset(id), count(id)}; }
  template <class Real> std::span<Real> example_of(Real* numbers, NodeId id, std::size_t example) const {
    const std::size_t elements = graph_->shape(id).size();
    return {numbers + offset(id) + (graph_->per_example(id) ? example * elements : 0), elements};
  }
  ArrayView view(const double* numbers, NodeId id, std::size_t example) const {
    return {example_of(numbers, id, example).data(), &graph_->shape(id)};
  }
  /// A node's numbers as a run: a single one is repeated.
  Strided run_of(const double* numbers, NodeId id) const { return {numbers + offset(id), count(id) == 1 ? 0U : 1U}; }
  /// Whether operands and result of an elementwise op are runs of equal step: all scalars, or of one shape and none
  /// repeated per example.
  bool is_flat(NodeId result, std::span<const NodeId> operands) const;

 private:
  const Graph* graph_;
  std::size_t examples_;
  std::size_t nodes_ = 0;
  bool is_dense_ = true;
  std::vector<std::size_t> offsets_;  // by node, unless it is dense
  std::size_t end_ = 0;
};

/// The sum of `count` numbers `step` apart, along a fixed tree that depends on the count alone.
double sum_of_examples(const double* first, std::size_t step, std::size_t count);

}  // namespace chainrule
