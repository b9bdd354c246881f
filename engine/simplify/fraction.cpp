#include <chainrule/engine/simplify/fraction.hpp>

#include <bit>
#include <cstdint>
#include <numeric>

namespace chainrule {

namespace {

constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

/// Divides both by their common divisor, if the numerator's digits are few enough to have a meaning.
void reduce(double& numerator, double& denominator) {
  const double odd = odd_part(numerator);
  if (odd == 0 || denominator == 1 || !is_readable(odd)) return;
  const double common = greatest_common_divisor(odd, denominator);
  numerator /= common;
  denominator /= common;
}

}  // namespace

double odd_part(double x) {
  if (x == 0 || !std::isfinite(x)) return 0;
  int exponent = 0;
  const auto digits = static_cast<std::uint64_t>(std::ldexp(std::frexp(std::abs(x), &exponent), 53));
  return static_cast<double>(digits >> std::countr_zero(digits));
}

double greatest_common_divisor(double a, double b) {
  return static_cast<double>(std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  if (a.is_zero() || b.is_zero()) return {};
  Fraction x = a, y = b;
  reduce(x.numerator, y.denominator);
  reduce(y.numerator, x.denominator);
  const double numerator = x.numerator * y.numerator;
  const double denominator = x.denominator * y.denominator;
  if (denominator > kLargestExactInteger) return {numerator / denominator, 1};
  return {numerator, denominator};
}

Fraction inverse(const Fraction& a) {
  const double odd = odd_part(a.numerator);
  if (!is_readable(odd)) return {a.denominator / a.numerator, 1};
  return {a.denominator / (a.numerator / odd), odd};
}

}  // namespace chainrule
