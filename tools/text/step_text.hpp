// How the steps of a gradient read in a terminal.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>
#include <chainrule/tools/text/numbers_text.hpp>
#include <chainrule/tools/text/short_form.hpp>

#include <cstddef>
#include <string>

namespace chainrule {

/// Writes steps: the rule, the numbers put into it, the result.
class StepText {
 public:
  /// All must outlive it; `short_forms` may be null.
  StepText(Stepper& stepper, ShortForms* short_forms);

  /// The columns of the terminal; what is not for a terminal may have a hundred.
  void set_width(std::size_t columns) { width_ = columns; }

  /// "[9/15 backward] z <- a", the rule, the numbers, and what has become of the receiver's cotangent.
  std::string whole(std::size_t index) const;
  /// "[9/15 backward] z <- a"
  std::string heading(std::size_t index) const;
  /// "dz += da * da/dz", in one line, without its numbers.
  std::string rule(std::size_t index) const;
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
  std::string cancellation(const Step& step) const;
  std::string update(const Step& step) const;
  std::string substituted(NodeId node) const;
  std::string short_form(const Step& step) const;
  std::string with_short_form(const std::string& state, const std::string& form) const;
  std::string edge(NodeId node, NodeId input) const;
  std::string summary(const std::vector<double>& numbers, NodeId of) const;
  bool is_structural(NodeId node) const { return graph_.op(node).kind == OpKind::structural; }

  Stepper& stepper_;
  const Graph& graph_;
  const Labels& labels_;
  ShortForms* short_forms_;
  std::size_t width_ = 100;
};

}  // namespace chainrule
