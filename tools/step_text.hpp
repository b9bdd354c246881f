// How the steps of a trace read in a terminal.
#pragma once

#include <chainrule/engine/labels.hpp>
#include <chainrule/engine/trace.hpp>
#include <chainrule/tools/short_form.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace chainrule {

/// The few words in which people see numbers: one as it is, few as a list, many by their first and last.
std::string numbers_text(std::span<const double> numbers);

/// The numbers as the second factor of a product: in parentheses if they begin with a minus.
std::string factor_text(std::span<const double> numbers);

/// Writes steps: the rule, the numbers put into it, the result.
class StepText {
 public:
  /// All must outlive it; `short_forms` may be null.
  StepText(const Trace& trace, const Labels& labels, ShortForms* short_forms);

  /// "[9/15 backward] z <- a", the rule, the numbers, and what has become of the receiver's cotangent.
  std::string whole(std::size_t index) const;
  /// "[9/15 backward] z <- a"
  std::string heading(std::size_t index) const;
  /// "dz += da * da/dz", in one line, without its numbers.
  std::string rule(const Step& step) const;
  /// "= -1.904837 * 0.249376 = -0.475021"
  std::string numbers(const Step& step) const;
  /// "da/dz = a(1 - a)"; empty for steps and ops without a local derivative.
  std::string local(const Step& step) const;

  /// A node's label, in quotes if it is not a word, and not longer than a line.
  std::string name(NodeId id) const;
  /// "dz"
  std::string cotangent(NodeId id) const;

 private:
  std::string forward(const Step& step) const;
  std::string seed(const Step& step) const;
  std::string backward(const Step& step) const;
  std::string substituted(NodeId node) const;
  std::string short_form(const Step& step) const;
  std::string edge(const Step& step) const;
  std::string partial(const Step& step) const;
  bool is_structural(NodeId node) const { return graph_.op(node).kind == OpKind::structural; }

  const Trace& trace_;
  const Graph& graph_;
  const Labels& labels_;
  ShortForms* short_forms_;
};

}  // namespace chainrule
