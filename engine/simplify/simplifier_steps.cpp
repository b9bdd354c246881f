// How the simplifier says what it did.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/simplify/simplifier.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chainrule {

namespace {

/// In words, but for what completes them.
std::string words(RewritingKind kind) {
  std::string text;
  for (const char letter : to_text(kind)) text.push_back(letter == '-' ? ' ' : letter);
  for (const auto& [word, digit] : {std::pair(" zero", '0'), std::pair(" one", '1')}) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) continue;
    text.resize(at + 1);  // such a word is the last one
    text.push_back(digit);
  }
  return text;
}

}  // namespace

std::string_view to_text(RewritingKind kind) {
  switch (kind) {
    case RewritingKind::constants:
      return "constants";
    case RewritingKind::plus_zero:
      return "plus-zero";
    case RewritingKind::times_one:
      return "times-one";
    case RewritingKind::times_zero:
      return "times-zero";
    case RewritingKind::like_terms:
      return "like-terms";
    case RewritingKind::common_denominator:
      return "common-denominator";
    case RewritingKind::cancel:
      return "cancel";
    case RewritingKind::factors:
      return "factors";
    case RewritingKind::signs:
      return "signs";
    case RewritingKind::powers:
      return "powers";
    case RewritingKind::reflection:
      return "reflection";
    case RewritingKind::rearrange:
      break;
  }
  return "rearrange";
}

void Simplifier::note_step(const Expr& node, const Step& step) {
  if (!excerpt_.is_named(node.id())) steps_[node.id()].push_back(step);
}

/// Before something cancels with the denominator of a sum of quotients, the sum is shown as one quotient. Returns the
/// node's op on these.
Expr Simplifier::with_common_denominators(const Expr& node, const Expr& plain) {
  std::vector<Expr> list = operands(node);
  bool is_new = false;
  for (Expr& operand : list) {
    const auto& [value, best] = form(operand);
    operand = best;
    const bool is_operation = excerpt_.graph().role(best.id()) == Role::operation;
    const Arithmetic kind = is_operation ? op(best).arithmetic : Arithmetic::none;
    if ((kind != Arithmetic::add && kind != Arithmetic::subtract) || !value.has_denominator()) continue;
    const Expr quotient = writer_.write_as_quotient(value);
    if (quotient.same_as(best) || quotient.shape() != best.shape()) continue;
    note_step(node, {RewritingKind::common_denominator, best, quotient});
    operand = quotient;
    is_new = true;
  }
  return is_new ? excerpt_.graph().apply(op(node), list, excerpt_.graph().attributes(node.id())) : plain;
}

RewritingKind Simplifier::kind_of(const Expr& node, const Rational& cancelled) {
  const std::vector<Expr> list = operands(node);
  if (std::ranges::all_of(list, [&](const Expr& operand) { return form(operand).value.is_number(); }))
    return RewritingKind::constants;
  const Arithmetic kind = op(node).arithmetic;
  if (kind == Arithmetic::add || kind == Arithmetic::subtract) return kind_of_sum(node);
  if (kind == Arithmetic::power) return RewritingKind::powers;
  return kind == Arithmetic::negate ? RewritingKind::signs : kind_of_product(node, cancelled);
}

RewritingKind Simplifier::kind_of_sum(const Expr& node) {
  const std::vector<Expr> list = operands(node);
  const Rational &a = form(list.front()).value, &b = form(list.back()).value;
  if (a.is_zero() || b.is_zero()) return RewritingKind::plus_zero;
  const bool has_quotients = a.has_denominator() || b.has_denominator();
  return has_quotients ? RewritingKind::common_denominator : RewritingKind::like_terms;
}

RewritingKind Simplifier::kind_of_product(const Expr& node, const Rational& cancelled) {
  const std::vector<Expr> list = operands(node);
  const Rational &a = form(list.front()).value, &b = form(list.back()).value;
  if (a.is_zero() || b.is_zero()) return RewritingKind::times_zero;
  if (!cancelled.factors.empty()) return RewritingKind::cancel;
  const auto is_one = [](const Rational& value) { return value.is_number() && value.coefficient.is_one(); };
  if (is_one(a) || is_one(b)) return RewritingKind::times_one;
  return a.coefficient.is_one() || b.coefficient.is_one() ? RewritingKind::factors : RewritingKind::constants;
}

Rewriting Simplifier::exported(const Step& step) {
  const auto text = [](const Expr& expression) {
    return formula(expression, Dialect::display, {.limit = 0, .use_own_name = true, .repeat_up_to = 12});
  };
  Rewriting result{.rule = words(step.kind),
                   .before = excerpt_.exported(step.before),
                   .after = excerpt_.exported(step.after),
                   .kind = step.kind};
  if (step.kind == RewritingKind::cancel) {
    result.subject = excerpt_.exported(writer_.write(step.cancelled));
    result.rule = fmt::format("{} {}", result.rule, text(*result.subject));
  }
  if (step.kind == RewritingKind::reflection)
    result.rule = fmt::format("{} = {}", text(result.before), text(result.after));
  return result;
}

/// The steps at nodes that a reader sees, operands before their consumers.
std::vector<Simplifier::Step> Simplifier::visible_steps() {
  std::vector<NodeId> visible = excerpt_.nodes_of(excerpt_.root(), false);
  std::ranges::sort(visible);
  const std::vector<NodeId> left = excerpt_.nodes_of(best_, false);
  std::vector<Step> result;
  for (const NodeId id : visible) {
    const auto found = steps_.find(id);
    if (found == steps_.end()) continue;
    for (const Step& step : found->second)
      if (step.kind != RewritingKind::reflection || std::ranges::find(left, step.before.id()) == left.end())
        result.push_back(step);
  }
  return result;
}

std::vector<Rewriting> Simplifier::steps() {
  std::vector<Rewriting> result;
  for (const Step& step : visible_steps()) result.push_back(exported(step));
  return result;
}

/// The whole with `after` wherever it has `before`; as it is if it has none.
Expr Simplifier::replaced(const Expr& whole, const Expr& before, const Expr& after) {
  std::vector<NodeId> nodes = excerpt_.nodes_of(whole, false);
  std::ranges::sort(nodes);  // operands before their consumers
  std::unordered_map<NodeId, Expr> changed;
  for (const NodeId id : nodes) {
    const Expr node = excerpt_.graph().expr(id);
    if (node.same_as(before)) {
      changed.emplace(id, after);
      continue;
    }
    if (excerpt_.is_named(id) || excerpt_.graph().role(id) != Role::operation) continue;
    std::vector<Expr> list = operands(node);
    bool is_new = false;
    for (Expr& operand : list)
      if (const auto found = changed.find(operand.id()); found != changed.end()) {
        operand = found->second;
        is_new = true;
      }
    if (is_new) changed.emplace(id, excerpt_.graph().apply(op(node), list, excerpt_.graph().attributes(id)));
  }
  const auto found = changed.find(whole.id());
  return found == changed.end() ? whole : found->second;
}

std::vector<Rewriting> Simplifier::chain() {
  std::vector<Rewriting> result;
  Expr whole = excerpt_.root();
  for (const Step& step : visible_steps()) {
    const Expr next = replaced(whole, step.before, step.after);
    if (next.same_as(whole)) continue;
    Rewriting named = exported(step);
    named.before = excerpt_.exported(whole);
    named.after = excerpt_.exported(next);
    result.push_back(std::move(named));
    whole = next;
  }
  if (!whole.same_as(best_)) result.push_back(exported({RewritingKind::rearrange, whole, best_}));
  return result;
}

}  // namespace chainrule
