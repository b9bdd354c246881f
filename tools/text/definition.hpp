// Definitions of nodes, each in a small graph of its own: for showing formulas and their derivatives, with names and
// with numbers.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/graph/labels.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// How far down a definition goes.
enum class Depth {
  op,    ///< one op in its own operands, as a book writes it
  named  ///< down to named nodes; a node of one op as a book writes it
};

/// A node's value as an expression in its operands.
struct Definition {
  NodeId node = 0;
  Expr value;
  std::vector<NodeId> operands;  ///< each once, in the order in which they are met
  bool is_one_op = false;        ///< of operands that all differ
};

/// A graph in which nodes of another graph, scalars with one value, are leaves: parameters with the nodes' labels and
/// values. Definitions are expressions of these.
class Definitions {
 public:
  /// `sweep` has run forward; both must outlive this. Where nodes have a number per example, the numbers are those of
  /// that `example`, from 0; without one, such nodes cannot be defined.
  Definitions(const Sweep& sweep, const Labels& labels, std::optional<std::size_t> example = {})
      : sweep_(sweep), labels_(labels), example_(example) {}

  /// Whether the node is an operation whose definition fits a line or two: few scalar operations with one value each.
  bool can_define(NodeId node, Depth depth) const;
  /// Defines a node for which can_define holds.
  Definition define(NodeId node, Depth depth);
  /// The derivative of the definition by that one of its operands, as a book has it or as it is computed; 0 if there is
  /// none.
  Expr partial(const Definition& definition, std::size_t operand, Form form = Form::textbook);
  /// The derivative of a scalar elementwise op by that one of its own operands.
  Expr partial_of_op(NodeId node, std::size_t operand, Form form = Form::textbook);
  /// The derivative of a scalar reduction over the examples by what it reduces, with m for their number.
  Expr partial_of_reduction(NodeId reduction);

  Graph& graph() { return graph_; }
  Expr leaf(NodeId node);
  /// Another leaf of that name, or the one that there is.
  Expr leaf(const std::string& name, double value);

 private:
  std::vector<NodeId> operations_of(NodeId node, Depth depth) const;
  std::vector<Expr> leaves(const std::vector<NodeId>& nodes);
  Expr make_leaf(NodeId node);
  bool has_number(NodeId node) const;
  double number(NodeId node) const;

  const Sweep& sweep_;
  const Labels& labels_;
  std::optional<std::size_t> example_;
  Graph graph_;
  std::unordered_map<NodeId, Expr> leaves_;
};

/// The expression for people: "a(1 - a)". What is too long ends with "…"; in LaTeX it is that alone.
std::string reading_text(const Expr& expression, Dialect dialect = Dialect::display);

/// The text with a number for each named node and each leaf, rounded as it is shown: "0.524979(1 - 0.524979)".
std::string text_with_numbers(const Expr& expression, const std::function<double(const Expr&)>& number_of,
                              Dialect dialect = Dialect::display);
/// The text with the leaves' own values, of an expression of Definitions.
std::string text_with_numbers(const Expr& expression, Dialect dialect = Dialect::display);

/// The expression's value at its leaves' values, of an expression of Definitions.
double number_of(const Expr& expression);

}  // namespace chainrule
