// Quotients of polynomials as products of factors.
#pragma once

#include <chainrule/engine/simplify/fraction.hpp>
#include <chainrule/engine/simplify/polynomial.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

struct FactorPower {
  std::uint32_t factor = 0;  ///< in the field's table
  int exponent = 0;
  friend auto operator<=>(const FactorPower&, const FactorPower&) = default;
};

/// coefficient · factors to their powers, ascending by factor; negative powers are the denominator.
struct Rational {
  Fraction coefficient{1, 1};
  std::vector<FactorPower> factors{};
  bool known = true;  ///< false: too large to be worth reading, or divided by 0

  bool is_number() const { return known && factors.empty(); }
  bool is_zero() const { return is_number() && coefficient.is_zero(); }
  bool has_denominator() const;
  friend auto operator<=>(const Rational&, const Rational&) = default;
};

/// The rational functions of some atoms. Factors are kept as they are found and never multiplied out but to add, so
/// that a(1 - a) stays a(1 - a); after every operation no factor of a denominator divides one of the numerator. So two
/// equal functions have one difference, 0.
class RationalField {
 public:
  Rational number(double value) const;
  Rational atom(Atom atom);
  Rational add(const Rational& a, const Rational& b);
  /// `cancelled`, if given, receives what stood above and below.
  Rational multiply(const Rational& a, const Rational& b, Rational* cancelled = nullptr);
  Rational divide(const Rational& a, const Rational& b, Rational* cancelled = nullptr);

  /// Unknown for an exponent beyond those of polynomials.
  Rational power(const Rational& a, int exponent);

  const Polynomial& factor(std::uint32_t index) const { return factors_[index]; }
  /// Whether the factor is an atom, not a sum.
  bool is_atom(std::uint32_t index) const { return factors_[index].terms().size() == 1; }
  /// The product of powers that are not negative, multiplied out.
  Polynomial expanded(std::span<const FactorPower> factors);
  /// Whether the leading coefficients' product is negative.
  bool is_negative(const Rational& a) const;

 private:
  Rational from_polynomial(const Polynomial& p);
  std::uint32_t index_of(const Polynomial& primitive, double& sign_and_scale);
  bool cancel_once(Rational& a, Rational* cancelled);
  bool divide_out(Rational& a, std::uint32_t above, std::uint32_t below, Rational* cancelled);

  std::vector<Polynomial> factors_;
  std::size_t work_ = 0;  // products of terms so far
};

Rational negated(Rational a);
/// 1 / a for an a that is not 0.
Rational inverted(Rational a);
Rational unknown_rational();

}  // namespace chainrule
