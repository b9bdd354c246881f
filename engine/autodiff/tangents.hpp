// Forward mode over the numbers of a sweep: how every value changes along one direction.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/op/array.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

/// Tangents of chosen outputs, and of all that they depend on, along a direction: the one that the tangents given to
/// some nodes span. A node holds as many tangents as values. Ops' stable rules are applied, so tangents are finite
/// where the gradient graph is. Where no given tangent reaches, the tangent is 0 and no partial is evaluated. Values
/// are read from the sweep, which must outlive this; its graph may have grown since.
class Tangents {
 public:
  /// GraphError for a plain number or a node of another graph.
  Tangents(const Sweep& sweep, std::span<const Expr> outputs);

  /// Gives the node a tangent: one example's tensor, which all examples then share, or m of them for a per-example
  /// node. A node that was given one is moved by that alone, not by its operands. ShapeError for a wrong count.
  void set(const Expr& node, std::span<const double> tangent);
  void set(const Expr& node, double tangent) { set(node, std::span(&tangent, 1)); }
  /// Takes back what was given.
  void clear();

  /// Computes the tangents. StaleValue if the sweep's values are not current.
  void forward();
  /// The tangents of a node that the outputs depend on, as `forward` left them; GraphError for another node.
  std::span<const double> of(const Expr& node) const;

 private:
  /// An op on nodes: what a node is, or what a stable rule makes of it.
  struct Application {
    const OpInfo* op;
    std::span<const NodeId> operands;
    const Attributes* attributes;
    NodeId node;
    const double* out;  // values, example after example
  };
  /// The tangent as a number: 0 where nothing reached.
  static double as_number(double tangent);
  struct Seed {
    NodeId node = 0;
    std::vector<double> tangent;
  };

  void check_node(const Expr& node) const;
  void find_needed();
  void seed_nodes();
  void forward_node(NodeId id);
  void apply_stable_rule(Application& application);
  void compute_out(Application& application);
  void move_along(const Application& application, std::size_t operand);
  void move_elementwise(const Application& application, std::size_t operand);
  void move_elementwise(const Application& application, std::size_t operand, std::size_t example);
  void add_products(const Application& application, std::size_t operand, std::size_t example);
  void move_structural(const Application& application, std::size_t operand, std::size_t example);
  Array pushed(const Application& application, std::size_t operand, std::size_t example,
               std::span<const double> tangent);
  void reduce_examples(const Application& application);

  const Layout& layout() const { return sweep_->layout(); }
  const double* values() const { return sweep_->primal_of(0).data(); }  // of node 0 on
  std::span<double> tangents_of(NodeId id) { return layout().of(tangents_.data(), id); }
  std::span<double> example_of(NodeId id, std::size_t example) {
    return layout().example_of(tangents_.data(), id, example);
  }
  std::span<const ArrayView> views(const Application& application, std::size_t example);

  const Sweep* sweep_;
  const Graph* graph_;
  std::vector<Expr> outputs_;
  std::vector<NodeId> needed_;  // operations that the outputs depend on, operands first
  std::vector<bool> is_needed_;
  std::vector<std::uint8_t> is_given_;
  std::vector<std::uint8_t> is_moved_;  // a given tangent reaches the node
  std::vector<Seed> seeds_;
  std::vector<double> tangents_;  // laid out as the sweep's values; kUntouched where nothing reaches
  Arena scratch_;
};

}  // namespace chainrule
