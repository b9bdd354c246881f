// The graph as a program runs it: only what its outputs need, everything once, constants folded, stable rules applied.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace chainrule::program {

/// For how many examples the program is made: with one, inputs are as shared as parameters, and nothing runs in blocks.
enum class Examples : std::uint8_t { one, many };

/// A copy of the part of a graph that some nodes depend on. What it changes keeps every bit of the results (equal
/// expressions are one node, constant expressions are folded, x·1, x/1 and x − 0 are x), but for the stable rules that
/// ops declare, and for sums over examples: a factor such as 1/m is taken out of them.
class CanonicalGraph {
 public:
  /// GraphError if an output belongs to another graph than the first one that has any.
  CanonicalGraph(std::span<const Expr> outputs, const Graph& from, Examples examples);
  CanonicalGraph(const CanonicalGraph&) = delete;
  CanonicalGraph& operator=(const CanonicalGraph&) = delete;

  Graph& graph() { return graph_; }
  const Graph& graph() const { return graph_; }
  /// By position: the outputs.
  std::span<const NodeId> outputs() const { return outputs_; }
  /// The copy of a leaf, or kNone if no output depends on it.
  NodeId copy_of(NodeId original) const { return original < copies_.size() ? copies_[original] : kNone; }

  static constexpr NodeId kNone = ~NodeId{0};

 private:
  Expr copied(NodeId id);
  Expr leaf(NodeId id);
  Expr operation(NodeId id);
  Expr applied(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes);
  bool is_negation(const Expr& node) const;
  const OpInfo* product_of(const Expr& node) const;
  bool is_plain_factor(const Expr& node) const;
  std::optional<std::pair<Expr, Expr>> without_factor(const Expr& term, std::size_t most);
  std::optional<Expr> neutral(const OpInfo& op, std::span<const Expr> operands) const;
  std::optional<Expr> folded(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes);
  bool is_constant(const Expr& node) const { return graph_.role(node.id()) == Role::constant; }
  bool is_number(const Expr& node, double number) const;

  const Graph& from_;
  Examples examples_;
  Graph graph_;
  std::vector<NodeId> copies_;  // by original
  std::vector<NodeId> outputs_;
};

}  // namespace chainrule::program
