// The leaves' numbers.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// Numbers for the inputs and parameters of a graph, over m examples: those given here, else the graph's own. Whoever
/// runs the graph takes them: a Sweep, a Run of a program, a Stepper, the checks.
///
///     Values values(graph, 3);
///     values.set(w, 0.5);                     // the same for all examples
///     values.bind(x, std::array{1., 2., 3.}); // one for each
///     Sweep sweep(values);
///     run.set(values);
///
/// The graph must outlive them.
class Values {
 public:
  explicit Values(const Graph& graph, std::size_t examples = 1);

  const Graph& graph() const { return *graph_; }
  std::size_t examples() const { return examples_; }

  /// Gives a leaf one example's tensor, which all examples then share. GraphError for a node that is no input and no
  /// parameter of the graph, ShapeError for a wrong count.
  void set(const Expr& leaf, double value) { set(leaf, std::span(&value, 1)); }
  void set(const Expr& leaf, std::span<const double> values);
  /// Gives an input its numbers example by example: m tensors one after another.
  void bind(const Expr& input, std::span<const double> values);

  /// One leaf's numbers, as they were given.
  struct Given {
    std::vector<double> numbers;
    bool is_bound = false;  ///< m tensors, not one for all
  };
  /// The numbers that were given here, by leaf.
  const std::map<NodeId, Given>& given() const { return given_; }
  /// A leaf's numbers, given here or its default: one tensor, or m if they are bound. Empty if it has none.
  std::span<const double> of(NodeId leaf) const;
  bool is_bound(NodeId leaf) const;
  /// The first leaf without a value.
  std::optional<NodeId> missing() const;

 private:
  const Graph* graph_;
  std::size_t examples_;
  std::map<NodeId, Given> given_;
};

// What whoever keeps leaves' numbers holds them to.

/// GraphError unless the node is an input or a parameter of the graph.
void check_leaf(const Graph& graph, const Expr& leaf);
/// ShapeError unless the leaf's tensor has so many numbers.
void check_tensor(const Graph& graph, NodeId leaf, std::size_t count);
/// GraphError unless the leaf is an input; ShapeError unless so many numbers are a tensor for each example.
void check_examples(const Graph& graph, NodeId input, std::size_t examples, std::size_t count);
/// Whether the graph itself gives the leaf a value; a tensor without elements needs none.
bool has_default(const Graph& graph, NodeId leaf);
/// GraphError that says how to give the leaf a value.
[[noreturn]] void throw_missing(const Graph& graph, NodeId leaf);

}  // namespace chainrule
