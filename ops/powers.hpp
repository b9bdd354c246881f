// Roots and powers.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// v = √x
struct Sqrt {
  static constexpr OpText<1> text{.name = "sqrt",
                                  .symbol = "√",
                                  .args = {"x"},
                                  .domain = {{{0.1, 5}}},
                                  .latex = "\\sqrt{{0}}",
                                  .summary = "The square root."};
  template <class T> static constexpr T value(T x) { return sqrt(x); }
  template <class T> static constexpr Partials<T, 1> partials(T, T v) { return {T(1) / (T(2) * v)}; }
};

/// v = x^y, with 0^0 = 1
struct Pow {
  static constexpr OpText<2> text{.name = "pow",
                                  .symbol = "^",
                                  .args = {"x", "y"},
                                  .domain = {{{0.1, 4}, {-3, 3}}},
                                  .notation = Notation::infix,
                                  .precedence = 4,
                                  .latex = "{0}^{{1}}",
                                  .arithmetic = Arithmetic::power,
                                  .summary = "The power; 0^0 = 1. A negative x has powers with a whole y only."};
  template <class T> static constexpr T value(T x, T y) { return pow(x, y); }
  /// The guards make the derivatives of x^0 zero even at x = 0, whatever their order, and that of 0^y by y > 0 too,
  /// where log x is infinite.
  template <class T> static constexpr auto partials(T x, T y, T v) {
    return lazily([=] { return mul0(y, pow(x, y - indicator<T>(y != T(0)))); }, [=] { return mul0(v, log(x)); });
  }
  template <class T> static constexpr auto textbook_partials(T x, T y, T v) {
    return lazily([=] { return y * pow(x, y - T(1)); }, [=] { return v * log(x); });
  }
};

}  // namespace chainrule
