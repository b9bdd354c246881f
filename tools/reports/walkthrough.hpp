// A graph's gradient told from beginning to end, as the lecture tells it.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/tools/text/definition.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// Tells of one example: forward, backward in both of the lecture's notations, the short recipe, one update of the
/// parameters, the new loss. It speaks of the named nodes alone. Formulas come from the definitions of the ops, numbers
/// from the sweep.
class Walkthrough {
 public:
  /// `sweep` has run backward and must outlive this. InputError for anything but a small graph of scalars with one
  /// example whose loss depends on a parameter.
  explicit Walkthrough(const Sweep& sweep);

  /// All of it.
  std::string text(double alpha);

  std::string values() const;
  std::string forward();
  /// Every cotangent as rule, substituted numbers, result; with dz for dL/dz.
  std::string backward();
  /// The derivation with dL/dz for dz.
  std::string backward_in_full() const;
  /// The cotangents that the parameters need and no more, each at once: dz = a - y. Empty if that is not short.
  std::string recipe();
  std::string update(double alpha);

 private:
  enum class Notation { lecture, full };  // dz, dL/dz

  /// An edge between named nodes: `consumer` is made of the node.
  struct Use {
    NodeId consumer = 0;
    Expr partial;
  };

  void collect();
  void find_uses();
  Expr sum_of_products(NodeId node, bool in_cotangents);
  bool is_next_to_loss(NodeId node) const;
  std::string cotangent(NodeId node, Notation notation = Notation::lecture) const;
  std::string rule(NodeId node, Notation notation) const;
  std::string rule_with_numbers(NodeId node) const;
  std::string shortest_form(NodeId node);
  std::string new_values(const Sweep& after) const;

  std::string label(NodeId node) const { return std::string(labels_[node]); }
  double value(NodeId node) const { return sweep_.primal_of(node)[0]; }
  double slope(NodeId node) const { return sweep_.cotangent_of(node)[0]; }

  const Sweep& sweep_;
  const Graph& graph_;
  Labels labels_;
  NodeId loss_;
  Definitions definitions_;
  std::vector<NodeId> named_;      // operations that the loss is made of, operands first
  std::vector<NodeId> leaves_;     // the same of named leaves
  std::vector<NodeId> receivers_;  // nodes below the loss that have a cotangent, in the order in which they get it
  std::unordered_map<NodeId, std::vector<Use>> uses_;
  std::unordered_map<NodeId, Expr> in_values_;  // cotangents in the values of nodes, simplified: a - y
};

}  // namespace chainrule
