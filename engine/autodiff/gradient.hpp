// The gradient graph: cotangents as expressions, more nodes of the same graph.
#pragma once

#include <chainrule/engine/autodiff/gates.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/outputs.hpp>

#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// The result of `gradient`: for each node between the loss and a parameter, the expression of d(loss)/d(node).
class Gradient {
 public:
  Gradient(const Expr& loss, std::span<const Expr> wrt, Form form);

  /// d(loss)/d(node), an expression of the same graph or a plain number. Where a stable rule goes past the node (a in
  /// log_loss(sigmoid(z), y)), its textbook cotangent is built when it is asked for. 0 if the loss does not depend on
  /// the node; NoGradient if it was not asked for.
  Expr of(const Expr& node);
  /// The loss itself, with the stable rules applied.
  Expr value() const { return stable_loss_; }
  Expr loss() const { return loss_; }
  /// The loss and the cotangents that were asked for, of all parameters between if none were, for `compile` to take:
  /// "L", "dw1", ...
  Outputs outputs();
  operator Outputs() { return outputs(); }  // NOLINT: compile(gradient(L))
  /// Whether a stable rule goes past the node, so that value() does not depend on it as loss() does.
  bool bypasses(const Expr& node) const;

 private:
  /// `inner`, whose consumer `consumer` was replaced by a fused node that does not read it.
  struct Bypass {
    NodeId inner;
    NodeId consumer;
    std::size_t operand;
    NodeId fused;
  };

  void apply_stable_rules();
  std::optional<Expr> fused(NodeId id);
  Expr rebuilt(NodeId id);
  Expr mapped(NodeId id) const;
  void sweep();
  void seed();
  void contribute(NodeId id, std::size_t operand);
  Expr contribution(NodeId id, std::size_t operand, const Expr& cotangent) const;
  Expr unbroadcast(NodeId operand, NodeId consumer, Expr share) const;
  Expr zero(const Shape& shape) const;

  Graph* graph_;
  Form form_;
  Expr loss_;
  Expr stable_loss_;
  std::vector<Expr> wrt_;
  Activity activity_;
  Gates gates_;
  std::vector<std::optional<Expr>> cotangents_;
  std::vector<std::optional<NodeId>> replacement_;  // by original node: its stable form
  std::vector<Bypass> bypasses_;
};

/// Builds d(loss)/d(node) for every node between the loss and its parameters, or the nodes in `wrt`, as further nodes
/// of the loss's graph. Ops' stable rules are applied on the way. Of a per-example loss these are per-example
/// gradients; GraphError if a path to it crosses an example reduction. The textbook form is for reading: it has the
/// partials that a book prints, and no stable rules.
Gradient gradient(const Expr& loss, std::span<const Expr> wrt = {}, Form form = Form::computed);

}  // namespace chainrule
