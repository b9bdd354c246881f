// One attempt at simplifying an expression: what each node is as a rational function, and how that is best written.
#pragma once

#include <chainrule/engine/simplify/excerpt.hpp>
#include <chainrule/engine/simplify/rational.hpp>
#include <chainrule/engine/simplify/rational_writer.hpp>
#include <chainrule/engine/simplify/simplify.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chainrule {

/// Works on an excerpt from the graph; the graph itself gets new nodes only when something is exported.
class Simplifier {
 public:
  Simplifier(const Expr& root, Excerpt::Names names);

  /// Whether the result is smaller than the root.
  bool has_improved() { return excerpt_.size(best_) < excerpt_.size(excerpt_.root()); }
  ReadingSize size() { return excerpt_.size(best_); }
  bool has_closed_names() const { return excerpt_.has_closed_names(); }

  // In the original graph.
  Expr result() { return excerpt_.exported(best_); }
  std::vector<Rewriting> steps();
  std::vector<Rewriting> chain();
  std::vector<Expr> nonzero();

 private:
  /// A node's normal form: its value, and the best expression of that value and the node's shape.
  struct Form {
    Rational value;
    Expr best;
  };
  struct Step {
    RewritingKind kind;
    Expr before;
    Expr after;
    Rational cancelled{};
  };

  void choose_notation();
  void evaluate(const Expr& expression);
  void evaluate_node(const Expr& node);
  void evaluate_arithmetic(const Expr& node);
  void evaluate_function(const Expr& node);
  bool evaluate_on_numbers(const Expr& node);
  bool evaluate_slope(const Expr& node);
  bool evaluate_reflected(const Expr& node);
  void keep_as_atom(const Expr& node, const Expr& composed);

  bool is_arithmetic(const Expr& node);
  std::optional<int> whole_exponent(const Expr& power);
  Rational arithmetic_value(const Expr& node, Rational* cancelled);
  Expr composed(const Expr& node);
  Expr best_expression(const Rational& value, const Expr& node, const Expr& composed);
  Shape natural_shape(const Rational& value);

  void note_step(const Expr& node, const Step& step);
  Expr with_common_denominators(const Expr& node, const Expr& plain);
  RewritingKind kind_of(const Expr& node, const Rational& cancelled);
  RewritingKind kind_of_sum(const Expr& node);
  RewritingKind kind_of_product(const Expr& node, const Rational& cancelled);
  std::vector<Step> visible_steps();
  Expr replaced(const Expr& whole, const Expr& before, const Expr& after);
  Rewriting exported(const Step& step);
  bool divides(const Expr& node);
  std::set<std::uint32_t> divisors(const Expr& expression);

  const OpInfo& op(const Expr& node) { return excerpt_.graph().op(node.id()); }
  std::vector<Expr> operands(const Expr& node);
  const Form& form(const Expr& node) const { return forms_.at(node.id()); }

  Excerpt excerpt_;
  RationalField field_;
  RationalWriter writer_{excerpt_, field_};
  std::unordered_map<NodeId, Form> forms_;
  std::map<NodeId, std::vector<Step>> steps_;  // by node, operands before their consumers
  bool reflecting_ = false;
  Expr best_;
};

}  // namespace chainrule
