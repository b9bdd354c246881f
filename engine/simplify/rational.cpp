#include <chainrule/engine/simplify/rational.hpp>

#include <algorithm>
#include <cstdlib>

namespace chainrule {

namespace {

constexpr int kHighestExponent = 1024;
constexpr std::size_t kMostWork = 30'000;

using Factors = std::vector<FactorPower>;

/// Calls combine(exponent in a, exponent in b) for each factor of either; what is not 0 stays.
template <class Combine> Factors combined(const Factors& a, const Factors& b, Combine combine) {
  Factors result;
  auto left = a.begin(), right = b.begin();
  while (left != a.end() || right != b.end()) {
    const bool in_left = left != a.end() && (right == b.end() || left->factor <= right->factor);
    const bool in_right = right != b.end() && (left == a.end() || right->factor <= left->factor);
    const std::uint32_t factor = in_left ? left->factor : right->factor;
    const int exponent = combine(in_left ? left->exponent : 0, in_right ? right->exponent : 0);
    if (exponent != 0) result.push_back({factor, exponent});
    left += in_left;
    right += in_right;
  }
  return result;
}

int sum(int a, int b) { return a + b; }
int difference(int a, int b) { return a - b; }
int smaller(int a, int b) { return std::min(a, b); }
/// The power that one above and one below have in common.
int met(int a, int b) { return (a < 0) == (b < 0) ? 0 : std::min(std::abs(a), std::abs(b)); }

bool is_in_bounds(const Rational& a) {
  return a.coefficient.is_finite() && std::ranges::all_of(a.factors, [](const FactorPower& power) {
           return std::abs(power.exponent) <= kHighestExponent;
         });
}

}  // namespace

bool Rational::has_denominator() const {
  return coefficient.denominator != 1 ||
         std::ranges::any_of(factors, [](const FactorPower& power) { return power.exponent < 0; });
}

Rational unknown_rational() { return {.coefficient = {}, .factors = {}, .known = false}; }

Rational negated(Rational a) {
  if (!a.coefficient.is_zero()) a.coefficient.numerator = -a.coefficient.numerator;
  return a;
}

Rational inverted(Rational a) {
  a.coefficient = inverse(a.coefficient);
  for (FactorPower& power : a.factors) power.exponent = -power.exponent;
  return a;
}

Rational RationalField::number(double value) const {
  return {.coefficient = {value == 0 ? 0.0 : value, 1}, .factors = {}, .known = std::isfinite(value)};
}

Rational RationalField::atom(Atom atom) { return from_polynomial(Polynomial::atom(atom)); }

Rational RationalField::multiply(const Rational& a, const Rational& b, Rational* cancelled) {
  if (!a.known || !b.known) return unknown_rational();
  if (a.is_zero() || b.is_zero()) return number(0);
  Rational result{.coefficient = a.coefficient * b.coefficient, .factors = combined(a.factors, b.factors, sum)};
  if (cancelled != nullptr) cancelled->factors = combined(a.factors, b.factors, met);
  while (is_in_bounds(result) && cancel_once(result, cancelled)) {
  }
  return is_in_bounds(result) ? result : unknown_rational();
}

Rational RationalField::divide(const Rational& a, const Rational& b, Rational* cancelled) {
  if (!b.known || b.is_zero()) return unknown_rational();
  return multiply(a, inverted(b), cancelled);
}

Rational RationalField::power(const Rational& a, int exponent) {
  if (!a.known || std::abs(exponent) > Polynomial::kHighestDegree || (a.is_zero() && exponent < 0))
    return unknown_rational();
  Rational result = number(1), square = exponent < 0 ? inverted(a) : a;
  for (int left = std::abs(exponent); left > 0; left /= 2) {
    if (left % 2 != 0) result = multiply(result, square);
    if (left > 1) square = multiply(square, square);
  }
  return result;
}

Rational RationalField::add(const Rational& a, const Rational& b) {
  if (!a.known || !b.known) return unknown_rational();
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  // common · (sum of what is left of a and b), where what is left has no denominator
  const double shared = greatest_common_divisor(a.coefficient.denominator, b.coefficient.denominator);
  const Rational common{
      .coefficient = inverse({a.coefficient.denominator / shared, 1}) * inverse({b.coefficient.denominator, 1}),
      .factors = combined(a.factors, b.factors, smaller)};
  const auto scaled = [&](const Rational& term, const Rational& other) {
    return Polynomial::number(term.coefficient.numerator * (other.coefficient.denominator / shared)) *
           expanded(combined(term.factors, common.factors, difference));
  };
  const Polynomial total = scaled(a, b) + scaled(b, a);
  return multiply(common, from_polynomial(total));
}

Polynomial RationalField::expanded(std::span<const FactorPower> factors) {
  Polynomial result = Polynomial::number(1);
  for (const FactorPower& power : factors) {
    if (power.exponent > Polynomial::kHighestDegree) return Polynomial::unknown();
    for (int i = 0; i < power.exponent; ++i) {
      work_ += result.terms().size() * factor(power.factor).terms().size();
      if (work_ > kMostWork) return Polynomial::unknown();
      result = result * factor(power.factor);
    }
  }
  return result;
}

bool RationalField::is_negative(const Rational& a) const {
  bool negative = a.coefficient.numerator < 0;
  for (const FactorPower& power : a.factors)
    if (power.exponent % 2 != 0 && factor(power.factor).leading().coefficient < 0) negative = !negative;
  return negative;
}

Rational RationalField::from_polynomial(const Polynomial& p) {
  if (!p.is_known()) return unknown_rational();
  if (p.is_zero()) return number(0);
  Content parts = content(p);
  Factors factors;
  for (const AtomPower& power : parts.monomial) {
    double one = 1;
    factors.push_back({index_of(Polynomial::atom(power.atom), one), power.exponent});
  }
  if (parts.primitive.terms().size() > 1)
    factors.push_back({index_of(parts.primitive, parts.coefficient), 1});
  else
    parts.coefficient *= parts.primitive.leading().coefficient;
  std::ranges::sort(factors);
  return {.coefficient = {parts.coefficient, 1}, .factors = std::move(factors)};
}

std::uint32_t RationalField::index_of(const Polynomial& primitive, double& sign_and_scale) {
  for (std::uint32_t i = 0; i < factors_.size(); ++i) {
    if (const std::optional<double> scale = ratio(primitive, factors_[i])) {
      sign_and_scale *= *scale;
      return i;
    }
  }
  factors_.push_back(primitive);
  return static_cast<std::uint32_t>(factors_.size() - 1);
}

bool RationalField::cancel_once(Rational& a, Rational* cancelled) {
  for (const FactorPower& above : a.factors)
    for (const FactorPower& below : a.factors)
      if (above.exponent > 0 && below.exponent < 0 && divide_out(a, above.factor, below.factor, cancelled)) return true;
  return false;
}

bool RationalField::divide_out(Rational& a, std::uint32_t above, std::uint32_t below, Rational* cancelled) {
  if (is_atom(above) || is_atom(below)) return false;  // a sum has no factor that is an atom
  work_ += factor(above).terms().size() * factor(below).terms().size();
  if (work_ > kMostWork) return false;
  const bool shrinks_above = degree(factor(above).leading().monomial) >= degree(factor(below).leading().monomial);
  const std::optional<Polynomial> divided =
      shrinks_above ? divide_exactly(factor(above), factor(below)) : divide_exactly(factor(below), factor(above));
  if (!divided) return false;
  Rational left = from_polynomial(*divided);
  if (!shrinks_above) left = inverted(std::move(left));
  if (cancelled != nullptr)
    cancelled->factors = combined(cancelled->factors, {{shrinks_above ? below : above, 1}}, sum);
  Factors gone{{above, -1}, {below, 1}};
  std::ranges::sort(gone);
  a.coefficient = a.coefficient * left.coefficient;
  a.factors = combined(combined(a.factors, gone, sum), left.factors, sum);
  return true;
}

}  // namespace chainrule
