#include <chainrule/engine/simplify/simplifier.hpp>
#include <chainrule/engine/simplify/slopes.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr double kOrdinaryNumber = 16;

}  // namespace

Simplifier::Simplifier(const Expr& root, Excerpt::Names names) : excerpt_(root, names) {
  choose_notation();
  evaluate(excerpt_.root());
  best_ = writer_.smaller(excerpt_.root(), form(excerpt_.root()).best);
}

/// Squares and powers are written as the expression has them.
void Simplifier::choose_notation() {
  for (NodeId id = 0; id < excerpt_.graph().size(); ++id) {
    if (excerpt_.graph().role(id) != Role::operation) continue;
    const OpInfo& info = excerpt_.graph().op(id);
    if (info.arithmetic == Arithmetic::square) writer_.use_for_squares(info);
    if (info.arithmetic == Arithmetic::power) writer_.use_for_powers(info);
  }
}

std::vector<Expr> Simplifier::operands(const Expr& node) {
  std::vector<Expr> result;
  for (const NodeId operand : excerpt_.graph().operands(node.id())) result.push_back(excerpt_.graph().expr(operand));
  return result;
}

void Simplifier::evaluate(const Expr& expression) {
  std::vector<Expr> pending{expression};
  while (!pending.empty()) {
    const Expr node = pending.back();
    const std::vector<Expr> list = operands(node);
    const auto first = std::ranges::find_if(list, [&](const Expr& operand) { return !forms_.contains(operand.id()); });
    if (first != list.end() && !forms_.contains(node.id())) {
      pending.push_back(*first);
    } else {
      pending.pop_back();
      if (!forms_.contains(node.id())) evaluate_node(node);
    }
  }
}

void Simplifier::evaluate_node(const Expr& node) {
  const Graph& graph = excerpt_.graph();
  if (graph.role(node.id()) == Role::operation)
    return is_arithmetic(node) ? evaluate_arithmetic(node) : evaluate_function(node);
  if (graph.role(node.id()) == Role::constant && std::isfinite(graph.values(node.id())[0]))
    forms_.emplace(node.id(), Form{field_.number(graph.values(node.id())[0]), node});
  else
    keep_as_atom(node, node);
}

/// Sums, products, quotients and powers with whole exponents, whose operands have the result's shape or none.
bool Simplifier::is_arithmetic(const Expr& node) {
  const OpInfo& info = op(node);
  if (info.arithmetic == Arithmetic::none || info.kind != OpKind::elementwise || info.arity > 2) return false;
  if (info.arithmetic == Arithmetic::power && !whole_exponent(node)) return false;
  return std::ranges::all_of(operands(node), [&](const Expr& operand) {
    return operand.shape().is_scalar() || operand.shape() == node.shape();
  });
}

/// The exponent, of a power of something that is no number.
std::optional<int> Simplifier::whole_exponent(const Expr& power) {
  const std::vector<Expr> list = operands(power);
  const Rational &base = form(list.front()).value, &exponent = form(list.back()).value;
  const double number = exponent.coefficient.numerator;
  if (base.is_number() || !exponent.is_number() || exponent.coefficient.denominator != 1 ||
      number != std::trunc(number) || std::abs(number) > Polynomial::kHighestDegree)
    return std::nullopt;
  return static_cast<int>(number);
}

Rational Simplifier::arithmetic_value(const Expr& node, Rational* cancelled) {
  const std::vector<Expr> list = operands(node);
  const Rational &a = form(list.front()).value, &b = form(list.back()).value;
  switch (op(node).arithmetic) {
    case Arithmetic::add:
      return field_.add(a, b);
    case Arithmetic::subtract:
      return field_.add(a, negated(b));
    case Arithmetic::multiply:
    case Arithmetic::square:
      return field_.multiply(a, b, cancelled);
    case Arithmetic::divide:
      return field_.divide(a, b, cancelled);
    case Arithmetic::negate:
      return negated(a);
    case Arithmetic::power:
      return field_.power(a, *whole_exponent(node));
    default:
      return unknown_rational();
  }
}

void Simplifier::evaluate_arithmetic(const Expr& node) {
  Rational cancelled;
  const Rational value = arithmetic_value(node, &cancelled);
  Expr plain = composed(node);
  if (!value.known) return keep_as_atom(node, plain);
  const Expr best = best_expression(value, node, plain);
  if (!best.same_as(plain) && !cancelled.factors.empty()) plain = with_common_denominators(node, plain);
  if (!best.same_as(plain)) note_step(node, {kind_of(node, cancelled), plain, best, cancelled});
  forms_.emplace(node.id(), Form{value, best});
}

void Simplifier::evaluate_function(const Expr& node) {
  if (evaluate_on_numbers(node) || evaluate_reflected(node) || evaluate_slope(node)) return;
  keep_as_atom(node, composed(node));
}

/// A function of numbers, if its value can be read as exact: e^0 = 1, but e^1 stays.
bool Simplifier::evaluate_on_numbers(const Expr& node) {
  const OpInfo& info = op(node);
  const std::vector<Expr> list = operands(node);
  if (info.kind != OpKind::elementwise || !node.shape().is_scalar() || list.size() != info.arity) return false;
  std::vector<double> numbers;
  for (const Expr& operand : list) {
    const Rational& value = form(operand).value;
    numbers.push_back(value.coefficient.numerator);
    if (!value.is_number() || value.coefficient.denominator != 1 || std::abs(numbers.back()) > kOrdinaryNumber)
      return false;
  }
  const double result = info.value(numbers.data());
  if (!std::isfinite(result) || !is_readable(odd_part(result))) return false;
  const Expr plain = composed(node);
  const Expr best = best_expression(field_.number(result), node, plain);
  note_step(node, {RewritingKind::constants, plain, best});
  forms_.emplace(node.id(), Form{field_.number(result), best});
  return true;
}

/// A derivative that is an op of its own, as a book writes it: a(1 - a).
bool Simplifier::evaluate_slope(const Expr& node) {
  const auto integral = integral_of(excerpt_.graph().ops(), op(node));
  if (!integral || excerpt_.is_named(node.id())) return false;
  const std::vector<Expr> in = operands(node);
  const Expr value = excerpt_.graph().apply(*integral->op, in);
  const Expr written = integral->op->partial_expression(integral->operand, in.data(), value, chainrule::Form::textbook);
  if (written.is_number()) return false;
  evaluate(written);
  forms_.emplace(node.id(), Form{form(written)});
  return true;
}

/// A function of -x in terms of the same function of x, where the op knows how.
bool Simplifier::evaluate_reflected(const Expr& node) {
  if (reflecting_ || op(node).reflection == nullptr || excerpt_.is_named(node.id())) return false;
  const Expr operand = operands(node).front();
  const Rational value = form(operand).value;
  if (value.is_number() || !field_.is_negative(value)) return false;
  const Expr argument = writer_.write(negated(value));
  if (argument.shape() != operand.shape() || argument.per_example() != operand.per_example()) return false;
  const Expr inner = excerpt_.graph().apply(op(node), std::span(&argument, 1));
  const bool is_slope = evaluate_slope(inner);
  if (!is_slope && !forms_.contains(inner.id())) keep_as_atom(inner, inner);
  const Expr reflected = op(node).reflection(inner);
  if (reflected.is_number()) return false;
  reflecting_ = true;
  evaluate(reflected);
  reflecting_ = false;
  const Expr plain = composed(node);
  const Rational result = form(reflected).value;
  const Expr best = is_slope ? form(reflected).best : best_expression(result, node, plain);
  note_step(node, {RewritingKind::reflection, plain, reflected});
  forms_.emplace(node.id(), Form{result, best});
  return true;
}

void Simplifier::keep_as_atom(const Expr& node, const Expr& plain) {
  if (!forms_.contains(plain.id())) {
    const Rational atom = field_.atom(plain.id());
    writer_.remember(atom, plain);
    forms_.emplace(plain.id(), Form{atom, plain});
  }
  if (node.same_as(plain)) return;
  const Rational value = form(plain).value;
  forms_.emplace(node.id(), Form{value, best_expression(value, node, plain)});
}

/// The node's op on the best expressions of its operands.
Expr Simplifier::composed(const Expr& node) {
  std::vector<Expr> list = operands(node);
  const bool by_examples = op(node).kind == OpKind::example_reduction;
  bool is_new = false;
  for (Expr& operand : list) {
    const Expr best = form(operand).best;
    if (best.same_as(operand) || (by_examples && best.per_example() != operand.per_example())) continue;
    operand = best;
    is_new = true;
  }
  return is_new ? excerpt_.graph().apply(op(node), list, excerpt_.graph().attributes(node.id())) : node;
}

Expr Simplifier::best_expression(const Rational& value, const Expr& node, const Expr& plain) {
  if (natural_shape(value) == node.shape()) {
    writer_.remember(value, node);
    if (!plain.same_as(node) && op(node).arithmetic == Arithmetic::multiply) writer_.write(value);  // in its own order
    writer_.remember(value, plain);
    const Expr best = writer_.write(value);
    return plain.same_as(node) ? writer_.smaller(plain, best) : best;
  }
  const auto repeated = excerpt_.graph().ops().algebra.broadcast_to;
  return writer_.smaller(plain, repeated(writer_.write(value), node.shape()));
}

/// The shape that an expression of that value has by itself: x - x is 0, whatever the shape of x.
Shape Simplifier::natural_shape(const Rational& value) {
  for (const FactorPower& power : value.factors)
    for (const Term& term : field_.factor(power.factor).terms())
      for (const AtomPower& atom : term.monomial)
        if (const Shape& shape = excerpt_.graph().shape(atom.atom); !shape.is_scalar()) return shape;
  return {};
}

/// Whether it is a quotient or a power with a negative exponent.
bool Simplifier::divides(const Expr& node) {
  if (op(node).arithmetic != Arithmetic::power) return op(node).arithmetic == Arithmetic::divide;
  evaluate(node);
  return is_arithmetic(node) && *whole_exponent(node) < 0;
}

/// The factors that are divided by anywhere in the expression.
std::set<std::uint32_t> Simplifier::divisors(const Expr& expression) {
  std::set<std::uint32_t> result;
  for (const NodeId id : excerpt_.nodes_of(expression, true)) {
    const Expr node = excerpt_.graph().expr(id);
    if (excerpt_.graph().role(id) != Role::operation || !divides(node)) continue;
    const Expr divisor = op(node).arithmetic == Arithmetic::power ? operands(node).front() : operands(node).back();
    evaluate(divisor);
    for (const FactorPower& power : form(divisor).value.factors)
      if (power.exponent > 0) result.insert(power.factor);
  }
  return result;
}

std::vector<Expr> Simplifier::nonzero() {
  const std::set<std::uint32_t> before = divisors(excerpt_.root()), after = divisors(best_);
  std::vector<Expr> result;
  for (const std::uint32_t factor : before) {
    const bool is_visible = std::ranges::any_of(after, [&](std::uint32_t left) {
      return divide_exactly(field_.factor(left), field_.factor(factor)).has_value();
    });
    if (!is_visible) result.push_back(excerpt_.exported(writer_.write_factor(factor)));
  }
  return result;
}

}  // namespace chainrule
