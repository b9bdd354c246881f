// Formulas as text, printed from the graph and from the definitions of the ops.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/graph/labels.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// The languages that formulas are written in.
enum class Dialect : std::uint8_t {
  display,    ///< for people: a(1 - a), σ(z), x^2
  code,       ///< as the text form of a graph has it: reads back to the same nodes
  latex,      ///< for mathematics mode
  javascript  ///< to be computed: calls of an object f, which has a function for each op that is no operator there
};

/// How much of a formula is written out.
struct FormulaOptions {
  std::size_t limit = 0;         ///< the most characters printed, the last of them "…"; 0 is no limit
  bool use_own_name = false;     ///< a named node prints as its name alone
  bool inline_unnamed = true;    ///< otherwise every operand is shown by its label
  std::size_t repeat_up_to = 0;  ///< an unnamed node used several times is repeated if it has at most so many nodes
  const std::vector<bool>* by_label = nullptr;  ///< by node: operations shown by their label in any case
};

/// The node's defining expression down to named nodes, leaves and constants. An unnamed node is printed where it is
/// used if that is one place, else by its label; so the text is never longer than the graph is large. Code writes a
/// negative constant as -2 and a negated one as -(2).
std::string formula(const Graph& graph, NodeId node, const Labels& labels, Dialect dialect,
                    const FormulaOptions& options = {});

/// Prints without given labels, which are then made if they are needed; a plain number as its shortest text.
std::string formula(const Expr& expression, Dialect dialect = Dialect::display, const FormulaOptions& options = {});

/// Whether the text form writes the op by its symbol. It reads a symbol as the first op that has it, so that * is the
/// plain product, not the guarded one.
bool has_text_operator(const OpSet& ops, const OpInfo& op);

/// A name as the dialect writes it: in code a name that is not a word stands in quotes, in LaTeX w1 is w_{1}.
std::string name_formula(std::string_view name, Dialect dialect);

/// The derivative of the node by one of its operands, in the labels of the operands and of the node itself:
/// "a(1 - a)". For a structural op, which has no local derivative, the whole contribution to the operand's cotangent,
/// in terms of the node's: "sum_to(dz, shape=[3])". "0" where no edge leads to the operand.
std::string partial_formula(const Graph& graph, NodeId node, std::size_t operand, const Labels& labels, Dialect dialect,
                            Form form = Form::textbook);

/// The nodes whose values that formula reads: some of the operands and the node itself, without constants.
std::vector<NodeId> partial_reads(const Graph& graph, NodeId node, std::size_t operand, const Labels& labels,
                                  Form form = Form::textbook);

/// An op's value and derivatives as formulas, in the names that its definition gives to operands and value.
struct OpFormulas {
  std::string value;                  ///< "a = 1/(1 + exp(-z))"
  std::vector<std::string> partials;  ///< per operand "da/dz = a(1 - a)"; empty where there is none
};

/// As a book has it, or as it is computed. Structural ops have the value's notation only.
OpFormulas op_formulas(const OpInfo& op, Dialect dialect, Form form = Form::textbook);

/// The value and the partials as JavaScript functions of x0, x1, ... (and m, of an example reduction) and, for the
/// partials, of the value v: "(x0, v) => v * (1 - v)". The value is empty of a primitive, which f must have by itself;
/// everything is empty of a structural op.
OpFormulas op_javascript(const OpInfo& op);

/// The formulas of a structural op of so many scalars, if it takes them one after another; else empty.
OpFormulas op_javascript_of_several(const OpInfo& op, std::size_t operands);

}  // namespace chainrule

/// Prints the defining formula: for what log_loss and sigmoid give, simplified, "a - y". Takes what a text takes, such
/// as a width.
template <> struct fmt::formatter<chainrule::Expr> {
  constexpr auto parse(fmt::format_parse_context& context) {
    const char* end = context.begin();
    while (end != context.end() && *end != '}') ++end;
    specification = {context.begin(), static_cast<std::size_t>(end - context.begin())};
    return end;
  }
  template <class Context> auto format(const chainrule::Expr& expression, Context& context) const {
    const chainrule::FormulaOptions options{.limit = 0, .repeat_up_to = 12};
    const std::string text = chainrule::formula(expression, chainrule::Dialect::display, options);
    return fmt::vformat_to(context.out(), "{:" + std::string(specification) + "}", fmt::make_format_args(text));
  }

  std::string_view specification;
};
