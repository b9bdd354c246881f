#include <chainrule/engine/simplify/rational_writer.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chainrule {

namespace {

constexpr int kMostRepeated = 8;  // x*x*x, not a square of squares

}  // namespace

Expr RationalWriter::smaller(const Expr& first, const Expr& second) {
  return first.same_as(second) || excerpt_->size(first) <= excerpt_->size(second) ? first : second;
}

void RationalWriter::remember(const Rational& value, const Expr& expression) {
  Entry& entry = entries_[value];
  entry.best = entry.best ? smaller(*entry.best, expression) : expression;
}

Expr RationalWriter::write(const Rational& value) {
  Entry& entry = entries_[value];
  if (!entry.written) {
    entry.written = true;
    remember(value, write_as_quotient(value));
  }
  return *entry.best;
}

Expr RationalWriter::write_factor(std::uint32_t factor) {
  return write({.coefficient = {1, 1}, .factors = {{factor, 1}}});
}

Expr RationalWriter::write_atom(Atom atom) { return write(field_->atom(atom)); }

Expr RationalWriter::write_as_quotient(const Rational& value) {
  if (value.coefficient.is_one() && value.factors.size() == 1 && value.factors[0].exponent == 1) {
    const std::uint32_t factor = value.factors[0].factor;
    return field_->is_atom(factor) ? *entries_.at(value).best : sum(field_->factor(factor));
  }
  const std::vector<Side> both = sides(value);
  const Side &above = both[0], &below = both[1];
  std::optional<Expr> denominator;
  if (value.has_denominator())
    for (const Expr& way : ways(below)) denominator = denominator ? smaller(*denominator, way) : way;
  std::optional<Expr> best;
  for (const Expr& way : ways(above)) {
    const Expr whole = denominator ? algebra().divide(way, *denominator) : way;
    best = best ? smaller(*best, whole) : whole;
  }
  if (const std::optional<Expr> positive = without_sign(above, below)) best = smaller(*best, *positive);
  return *best;
}

std::vector<RationalWriter::Side> RationalWriter::sides(const Rational& value) const {
  std::vector<Side> both(2);
  both[0].coefficient = value.coefficient.numerator;
  both[1].coefficient = value.coefficient.denominator;
  for (const FactorPower& power : value.factors) {
    Side& side = both[power.exponent < 0 ? 1 : 0];
    const int exponent = std::abs(power.exponent);
    if (field_->is_atom(power.factor))
      side.atoms.push_back({field_->factor(power.factor).leading().monomial[0].atom, exponent});
    else
      side.sums.push_back({power.factor, exponent});
  }
  for (Side& side : both) std::ranges::sort(side.atoms);
  return both;
}

/// As factors, and with the number multiplied into the first sum that is no power.
std::vector<Expr> RationalWriter::ways(const Side& side) {
  std::vector<Expr> result{product(side, std::nullopt)};
  const auto chosen = std::ranges::find(side.sums, 1, &FactorPower::exponent);
  if (side.coefficient == 1 || chosen == side.sums.end()) return result;
  const Polynomial inner = Polynomial::number(side.coefficient) * field_->factor(chosen->factor);
  Side rest = side;
  rest.coefficient = 1;
  rest.sums.erase(rest.sums.begin() + (chosen - side.sums.begin()));
  if (inner.is_known()) result.push_back(product(rest, sum(inner)));
  return result;
}

/// -x/(1 - a) as x/(a - 1)
std::optional<Expr> RationalWriter::without_sign(const Side& above, const Side& below) {
  const auto chosen = std::ranges::find(below.sums, 1, &FactorPower::exponent);
  if (above.coefficient > 0 || chosen == below.sums.end()) return std::nullopt;
  Side positive = above, rest = below;
  positive.coefficient = -positive.coefficient;
  rest.sums.erase(rest.sums.begin() + (chosen - below.sums.begin()));
  const Polynomial turned = Polynomial::number(-1) * field_->factor(chosen->factor);
  return algebra().divide(product(positive, std::nullopt), product(rest, sum(turned)));
}

/// The number, the atoms, `sum` if it is given, the other sums; from left to right.
Expr RationalWriter::product(const Side& side, const std::optional<Expr>& sum) {
  std::vector<Expr> parts;
  for (const AtomPower& atom : side.atoms) parts.push_back(power(write_atom(atom.atom), atom.exponent));
  if (sum) parts.push_back(*sum);
  for (const FactorPower& other : side.sums) parts.push_back(power(write_factor(other.factor), other.exponent));
  const bool is_sign = std::abs(side.coefficient) == 1 && !parts.empty();
  std::optional<Expr> result;
  if (!is_sign) result = excerpt_->graph().constant(side.coefficient);
  for (const Expr& part : parts) result = result ? algebra().multiply(*result, part) : part;
  return is_sign && side.coefficient < 0 ? algebra().negate(*result) : *result;
}

Expr RationalWriter::sum(const Polynomial& polynomial) {
  const std::vector<Term>& terms = polynomial.terms();
  const auto positive = std::ranges::find_if(terms, [](const Term& term) { return term.coefficient > 0; });
  const auto first = positive == terms.end() ? terms.begin() : positive;
  const auto written = [this](double coefficient, const Monomial& monomial) {
    return product({.coefficient = coefficient, .atoms = monomial, .sums = {}}, std::nullopt);
  };
  Expr result = written(first->coefficient, first->monomial);
  for (auto term = terms.begin(); term != terms.end(); ++term) {
    if (term == first) continue;
    const Expr magnitude = written(std::abs(term->coefficient), term->monomial);
    result = term->coefficient > 0 ? algebra().add(result, magnitude) : algebra().subtract(result, magnitude);
  }
  return result;
}

Expr RationalWriter::power(const Expr& base, int exponent) {
  const bool is_square = exponent == 2 && square_ != nullptr;
  if (power_ != nullptr && exponent > 1 && !is_square)
    return excerpt_->graph().apply(*power_, std::array{base, excerpt_->graph().constant(exponent)});
  if (square_ == nullptr && exponent <= kMostRepeated) {
    Expr result = base;
    for (int i = 1; i < exponent; ++i) result = algebra().multiply(result, base);
    return result;
  }
  std::optional<Expr> result;
  Expr square = base;
  for (int left = exponent; left > 0; left /= 2) {
    if (left % 2 != 0) result = result ? algebra().multiply(square, *result) : square;
    if (left > 1) square = squared(square);
  }
  return *result;
}

Expr RationalWriter::squared(const Expr& base) {
  return square_ != nullptr ? excerpt_->graph().apply(*square_, std::span(&base, 1)) : algebra().multiply(base, base);
}

}  // namespace chainrule
