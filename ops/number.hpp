// The elementary functions of the number carrier. Rules call them by their plain names.
#pragma once

#include <chainrule/engine/number.hpp>

#include <cmath>

namespace chainrule {

using std::abs;
using std::acos;
using std::asin;
using std::atan;
using std::copysign;
using std::cos;
using std::cosh;
using std::erf;
using std::exp;
using std::expm1;
using std::fma;
using std::log;
using std::log1p;
using std::pow;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tan;
using std::tanh;

inline double square(double x) { return x * x; }

/// The smaller; NaN if either is NaN.
inline double min(double a, double b) { return a < b ? a : (b <= a ? b : a + b); }
/// The larger; NaN if either is NaN.
inline double max(double a, double b) { return a > b ? a : (b >= a ? b : a + b); }

/// Whether an operand that serves as a condition holds.
inline bool holds(double condition) { return condition != 0; }

/// The number itself: what stops is the cotangent, and a number has none.
inline double stop_gradient(double x) { return x; }

}  // namespace chainrule
