// The number carrier: what the rules' comparisons, selections and guarded products mean for a double.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>

namespace chainrule {

/// A double that rules compute with. It is a type of its own so that the functions which rules call by plain names are
/// found beside it, in this namespace, wherever the rule stands, and never those of <cmath>, which round otherwise.
struct Number {
  double value = 0;

  Number() = default;
  template <std::same_as<double> T> constexpr Number(T number) : value(number) {}
  template <std::same_as<int> T> constexpr Number(T number) : value(number) {}
  constexpr operator double() const { return value; }

  friend constexpr Number operator+(Number a, Number b) { return a.value + b.value; }
  friend constexpr Number operator-(Number a, Number b) { return a.value - b.value; }
  friend constexpr Number operator*(Number a, Number b) { return a.value * b.value; }
  friend constexpr Number operator/(Number a, Number b) { return a.value / b.value; }
  friend constexpr Number operator-(Number a) { return -a.value; }
  friend constexpr bool operator<(Number a, Number b) { return a.value < b.value; }
  friend constexpr bool operator<=(Number a, Number b) { return a.value <= b.value; }
  friend constexpr bool operator>(Number a, Number b) { return a.value > b.value; }
  friend constexpr bool operator>=(Number a, Number b) { return a.value >= b.value; }
  friend constexpr bool operator==(Number a, Number b) { return a.value == b.value; }
};

inline Number select(bool condition, Number a, Number b) { return condition ? a : b; }
inline double select(bool condition, double a, double b) { return condition ? a : b; }

/// 1 where the mask holds, else 0.
template <class T> T indicator(bool mask) { return mask ? T(1) : T(0); }

/// 0 where w = 0, whatever v is; else w·v.
inline Number mul0(Number w, Number v) { return w == Number(0) ? Number(0) : w * v; }

/// 0 where w = 0, whatever v is; else w / v.
inline Number xdivy(Number w, Number v) { return w == Number(0) ? Number(0) : w / v; }

}  // namespace chainrule
