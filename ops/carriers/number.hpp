// The elementary functions of the number carrier. Rules call them by their plain names.
#pragma once

#include <chainrule/engine/op/number.hpp>

#include <cmath>

namespace chainrule {

/// x^y of a double or a float: what a product, a quotient or a root gives is just that; everything else is the
/// library's, at most 1 ulp off. A root of -0 or of -∞ is not what the power is.
template <class Real> Real power(Real x, Real y) {
  if (y == Real(2)) return x * x;
  if (y == Real(3)) return x * x * x;
  if (y == Real(1)) return x;
  if (y == Real(-1)) return Real(1) / x;
  if (y == Real(0.5) && x > Real(0)) return std::sqrt(x);
  return static_cast<Real>(std::pow(static_cast<double>(x), static_cast<double>(y)));
}

inline Number abs(Number x) { return std::fabs(x.value); }
inline Number copysign(Number size, Number sign) { return std::copysign(size.value, sign.value); }
inline Number sqrt(Number x) { return std::sqrt(x.value); }
inline Number square(Number x) { return x * x; }

/// The smaller; NaN if either is NaN.
inline Number min(Number a, Number b) { return a < b ? a : (b <= a ? b : a + b); }
/// The larger; NaN if either is NaN.
inline Number max(Number a, Number b) { return a > b ? a : (b >= a ? b : a + b); }

/// Whether an operand that serves as a condition holds.
inline bool holds(Number condition) { return condition != Number(0); }
inline bool holds(double condition) { return condition != 0; }

/// The number itself: what stops is the cotangent, and a number has none.
inline Number stop_gradient(Number x) { return x; }

// One lane of the vector code, for the CPU at hand.

Number exp(Number x);
Number expm1(Number x);
Number log(Number x);
Number log1p(Number x);
Number sin(Number x);
Number cos(Number x);
Number tanh(Number x);

// These have no vector version: lanes call the same, one by one.

inline Number acos(Number x) { return std::acos(x.value); }
inline Number asin(Number x) { return std::asin(x.value); }
inline Number atan(Number x) { return std::atan(x.value); }
inline Number cosh(Number x) { return std::cosh(x.value); }
inline Number erf(Number x) { return std::erf(x.value); }
inline Number pow(Number x, Number y) { return power(x.value, y.value); }
inline Number sinh(Number x) { return std::sinh(x.value); }
inline Number tan(Number x) { return std::tan(x.value); }

}  // namespace chainrule
