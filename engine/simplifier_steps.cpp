// How the simplifier says what it did.
#include <chainrule/engine/formula.hpp>
#include <chainrule/engine/simplifier.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

void Simplifier::note_step(const Expr& node, const Step& step) {
  if (!excerpt_.is_named(node.id())) steps_[node.id()].push_back(step);
}

/// Before something cancels with the denominator of a sum of quotients, the sum is shown as one quotient.
void Simplifier::note_common_denominators(const Expr& node) {
  for (const Expr& operand : operands(node)) {
    const auto& [value, best] = form(operand);
    const bool is_operation = excerpt_.graph().role(best.id()) == Role::operation;
    const Arithmetic kind = is_operation ? op(best).arithmetic : Arithmetic::none;
    if ((kind != Arithmetic::add && kind != Arithmetic::subtract) || !value.has_denominator()) continue;
    const Expr quotient = writer_.write_as_quotient(value);
    if (!quotient.same_as(best)) note_step(node, {"common denominator", best, quotient});
  }
}

std::string_view Simplifier::rule_of(const Expr& node, const Rational& cancelled) {
  const std::vector<Expr> list = operands(node);
  if (std::ranges::all_of(list, [&](const Expr& operand) { return form(operand).value.is_number(); }))
    return "constants";
  const Arithmetic kind = op(node).arithmetic;
  if (kind == Arithmetic::add || kind == Arithmetic::subtract) return rule_of_sum(node);
  return kind == Arithmetic::negate ? "signs" : rule_of_product(node, cancelled);
}

std::string_view Simplifier::rule_of_sum(const Expr& node) {
  const std::vector<Expr> list = operands(node);
  const Rational &a = form(list.front()).value, &b = form(list.back()).value;
  if (a.is_zero() || b.is_zero()) return "plus 0";
  return a.has_denominator() || b.has_denominator() ? "common denominator" : "like terms";
}

std::string_view Simplifier::rule_of_product(const Expr& node, const Rational& cancelled) {
  const std::vector<Expr> list = operands(node);
  const Rational &a = form(list.front()).value, &b = form(list.back()).value;
  if (a.is_zero() || b.is_zero()) return "times 0";
  if (!cancelled.factors.empty()) return kCancel;
  const auto is_one = [](const Rational& value) { return value.is_number() && value.coefficient.is_one(); };
  if (is_one(a) || is_one(b)) return "times 1";
  return a.coefficient.is_one() || b.coefficient.is_one() ? "factors" : "constants";
}

Rewriting Simplifier::exported(const Step& step) {
  const auto text = [](const Expr& expression) {
    return formula(expression, Dialect::display, {.limit = 0, .use_own_name = true, .repeat_up_to = 12});
  };
  Rewriting result{std::string(step.rule), excerpt_.exported(step.before), excerpt_.exported(step.after)};
  if (step.rule == kCancel) result.rule += " " + text(excerpt_.exported(writer_.write(step.cancelled)));
  if (step.rule == kReflection) result.rule = fmt::format("{} = {}", text(result.before), text(result.after));
  return result;
}

std::vector<Rewriting> Simplifier::steps() {
  std::vector<NodeId> visible = excerpt_.nodes_of(excerpt_.root(), false);
  std::ranges::sort(visible);
  const std::vector<NodeId> left = excerpt_.nodes_of(best_, false);
  std::vector<Rewriting> result;
  for (const NodeId id : visible) {
    const auto found = steps_.find(id);
    if (found == steps_.end()) continue;
    for (const Step& step : found->second)
      if (step.rule != kReflection || std::ranges::find(left, step.before.id()) == left.end())
        result.push_back(exported(step));
  }
  return result;
}

}  // namespace chainrule
