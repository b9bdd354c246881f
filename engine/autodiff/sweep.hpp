// The numeric sweep: every value and every cotangent of a graph, node by node.
#pragma once

#include <chainrule/engine/autodiff/cotangents.hpp>
#include <chainrule/engine/autodiff/edges.hpp>
#include <chainrule/engine/autodiff/gates.hpp>
#include <chainrule/engine/autodiff/layout.hpp>
#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/values.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace chainrule {

/// Runs a graph forward and backward and keeps each node's value and cotangent. It holds the numbers, the graph only
/// the structure; so one graph may have many sweeps. With m examples, per-example nodes hold m values one after
/// another. Running again allocates nothing. The graph must outlive the sweep and may have grown since the last pass.
class Sweep {
 public:
  /// Leaves start with the graph's default values. Numbers live in `arena`, or in the sweep's own if it is null.
  explicit Sweep(const Graph& graph, std::size_t examples = 1, Arena* arena = nullptr);
  /// Over as many examples as there are values for, with those.
  explicit Sweep(const Values& values) : Sweep(values.graph(), values.examples()) { set(values); }
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  std::size_t examples() const { return layout_.examples(); }
  const Graph& graph() const { return *graph_; }

  /// Sets a leaf; `values` holds one example's tensor, which all examples then share. GraphError for an operation,
  /// ShapeError for a wrong count.
  void set(const Expr& leaf, double value) {
    if (!(has_dense_number(leaf) && leaf.is_settable())) return set(leaf, std::span(&value, 1));
    primal_[leaf.id()] = value;
    note_given(leaf.id());
  }
  void set(const Expr& leaf, std::span<const double> values);
  /// Sets an input example by example: m tensors one after another.
  void bind(const Expr& input, std::span<const double> values);
  /// Sets a leaf to the numbers that `values` returns: an input's example by example, a parameter's tensor.
  void assign(const Expr& leaf, std::span<const double> numbers) {
    leaf.per_example() ? bind(leaf, numbers) : set(leaf, numbers);
  }
  /// Sets or binds all leaves that were given numbers. GraphError if they are of another graph or of another number of
  /// examples.
  void set(const Values& values);
  /// Gives every leaf the value that it has in a sweep of the same graph over as many examples; GraphError otherwise.
  void copy_leaf_values(const Sweep& from);

  /// Computes every value. GraphError if an input or parameter was never given one.
  void forward();
  void backward(const Expr& loss) { backward(loss, {}, {}); }
  /// Computes the cotangents: d(loss)/d(node) for every node between the loss and a parameter, or, if `wrt` is given,
  /// between the loss and those nodes. Runs forward first if values are stale. A loss that is not a scalar is seeded
  /// with ones. For a per-example loss, cotangents are per example and nothing is summed over the examples.
  void backward(const Expr& loss, std::span<const Expr> wrt) { backward(loss, wrt, {}); }
  /// Begins with the given cotangents of the loss, as many as it has values, instead of ones. ShapeError for another
  /// number of them.
  void backward(const Expr& loss, std::span<const Expr> wrt, std::span<const double> seed);

  /// A node's value; StaleValue before `forward`. `values` has m tensors of a per-example node, else one.
  double value(const Expr& node) const {
    if (values_are_current_ && has_dense_number(node)) return primal_[node.id()];
    return only_number(node, values(node));
  }
  std::span<const double> values(const Expr& node) const;

  /// d(loss)/d(node). NoGradient before a backward pass, for a node that it was not asked for; StaleGradient after a
  /// value changed. A node asked for that the loss does not depend on has 0.
  double cotangent(const Expr& node) const {
    if (gradient_is_current_ && node.graph() == graph_)
      if (const double* number = cotangents_.dense_number(node.id())) return *number;
    return only_number(node, cotangents(node));
  }
  std::span<const double> cotangents(const Expr& node) const;
  bool has_cotangent(NodeId id) const;
  /// Whether cotangents are of the last values set.
  bool gradient_is_current() const { return gradient_is_current_; }
  std::optional<NodeId> loss() const { return loss_; }

  /// The local derivative on the edge from `node` to that operand, element by element; empty for a structural op, which
  /// has none as numbers. Recomputed from the kept values, to the same bits as in the backward pass.
  std::vector<double> partial(NodeId node, std::size_t operand) const;
  /// The numbers that the backward pass adds to the operand's cotangent along that edge.
  std::vector<double> contribution(NodeId node, std::size_t operand) const;
  /// The contribution for another cotangent of the node, of as many numbers.
  std::vector<double> contribution(NodeId node, std::size_t operand, std::span<const double> cotangent) const;
  /// Whether the last backward pass follows the edge from `node` to that operand.
  bool follows(NodeId node, std::size_t operand) const;
  /// Whether a cotangent of 0 at the node says that gates are closed and nothing flows on from there: see Gates.
  bool stops_at_zero(NodeId node) const { return edges().stops_at_zero(node); }

  /// Values without checks, for views that walk all nodes.
  std::span<const double> primal_of(NodeId id) const { return layout_.of<const double>(primal_, id); }
  std::span<const double> cotangent_of(NodeId id) const { return cotangents_.of(id); }
  /// Where values lie, from the first number of node 0 on: tangents may lie the same way.
  const Layout& layout() const { return layout_; }

 private:
  friend class BulkBuilder;

  void lay_out() {
    if (layout_.nodes() != graph_->size()) lay_out_new_nodes();
  }
  void lay_out_new_nodes();
  void reserve_primal(std::size_t used, std::size_t size);
  /// Takes the value of the node that was just appended.
  void record(NodeId id, double value) {
    if (id == layout_.nodes() && id < primal_capacity_ && layout_.is_dense()) {
      primal_[id] = value;
      layout_.append_scalar();
    } else {
      catch_up();
    }
  }
  void catch_up();
  void place_default(NodeId id);
  void repeat(NodeId leaf, std::span<const double> values);
  void note_given(NodeId id) {
    missing_.erase(id);
    values_are_current_ = gradient_is_current_ = false;
  }
  /// Whether the node is one of those whose number is primal_[id].
  bool has_dense_number(const Expr& node) const {
    return layout_.is_dense() && node.graph() == graph_ && node.id() < layout_.nodes();
  }
  double only_number(const Expr& node, std::span<const double> numbers) const;
  void check_node(const Expr& node) const {
    if (node.graph() != graph_) refuse_node();
  }
  [[noreturn]] static void refuse_node();
  void check_gradient(const Expr& node) const;

  void forward_node(NodeId id);
  void forward_runs(NodeId id);
  void run_kernel(NodeId id, const StructuralCall& call, std::size_t example) const;
  void reduce_examples(NodeId id);

  bool is_active(NodeId id) const { return activity_.is_active(*graph_, id); }
  Edges edges() const { return {*graph_, layout_, primal_, cotangents_, gates_, scratch_}; }
  void seed_loss(std::span<const double> seed);
  void check_seed(NodeId loss, std::span<const double> seed) const;
  void backward_node(NodeId id);
  std::span<const double> zeros(NodeId id) const;

  const Graph* graph_;
  Layout layout_;
  Arena own_arena_;
  Arena* arena_;
  mutable Arena scratch_;
  double* primal_ = nullptr;
  std::size_t primal_capacity_ = 0;
  std::size_t leaves_laid_out_ = 0;
  std::set<NodeId> missing_;  // leaves without a value; a wide table binds thousands, each found by search
  Cotangents cotangents_;     // of the last backward pass
  Activity activity_;
  Gates gates_;
  mutable std::vector<double> zeros_;
  bool values_are_current_ = false;
  bool has_gradient_ = false;  // a backward pass was run; of the values of then, if the gradient is not current
  bool gradient_is_current_ = false;
  std::optional<NodeId> loss_;
};

}  // namespace chainrule
