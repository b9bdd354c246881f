// The coefficients of the reading simplifier: doubles that remember what they were divided by.
#pragma once

#include <cmath>
#include <compare>

namespace chainrule {

/// numerator / denominator. The denominator is a positive odd integer, so thirds stay thirds, and halves are exact
/// doubles. Where a result is not representable it is rounded as doubles are.
struct Fraction {
  double numerator = 0;
  double denominator = 1;

  bool is_zero() const { return numerator == 0; }
  bool is_one() const { return numerator == 1 && denominator == 1; }
  bool is_finite() const { return std::isfinite(numerator); }
  friend auto operator<=>(const Fraction&, const Fraction&) = default;
};

Fraction operator*(const Fraction& a, const Fraction& b);
/// 1 / a for a fraction a that is not 0.
Fraction inverse(const Fraction& a);

/// The odd integer m >= 0 of |x| = m · 2^k; 0 of 0.
double odd_part(double x);
/// Whether people would recognise that odd part: factors are split off such numbers only.
inline bool is_readable(double odd) { return odd <= 1 << 24; }
/// Both are positive integers.
double greatest_common_divisor(double a, double b);

}  // namespace chainrule
