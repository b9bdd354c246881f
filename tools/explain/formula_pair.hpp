// A piece of mathematics for every form that an explanation is written in.
#pragma once

#include <chainrule/engine/graph/expr.hpp>
#include <chainrule/engine/graph/labels.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// One formula as text and as LaTeX and, where it is one, the expression it was printed from: for other dialects.
struct Formula {
  std::string text;
  std::string latex;
  std::optional<Expr> expression = {};

  bool empty() const { return text.empty(); }
};

/// "a(1 - a)"
Formula formula_of(const Expr& expression);
std::vector<Formula> formulas_of(std::span<const Expr> expressions);
/// The formula with the numbers of its leaves: "0.524979*(1 - 0.524979)". For an expression of Definitions.
Formula with_numbers(const Expr& expression);
/// As people read it: six decimals.
Formula number_formula(double number);
/// One number as it is, few as a list, many by their first and last.
Formula numbers_formula(std::span<const double> numbers);
/// A number as a factor or a summand that is not the first: in parentheses if it is negative.
Formula factor_formula(double number);
/// A word of a program: the name of an op, a command.
Formula code_formula(std::string_view text);

/// "z"
Formula name_of(const Labels& labels, NodeId node);
/// "dz", short for the next.
Formula cotangent_name(const Labels& labels, NodeId node, NodeId loss);
/// "dL/dz"
Formula derivative_name(const Labels& labels, NodeId out, NodeId in);

/// Joined with what stands between them in text and in LaTeX.
Formula joined(std::span<const Formula> parts, std::string_view text, std::string_view latex);
Formula sum(std::span<const Formula> parts);
Formula product(std::span<const Formula> parts);
/// "first = second = third", without what reads like the one before it.
Formula equal(std::initializer_list<Formula> parts);

}  // namespace chainrule
