// Hyperbolic sine, cosine and tangent.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// v = (e^x - e^-x) / 2
struct Sinh {
  static constexpr OpText<1> text{
      .name = "sinh", .args = {"x"}, .latex = "\\sinh {0}", .summary = "The hyperbolic sine."};
  template <class T> static constexpr T value(T x) { return sinh(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {cosh(x)}; }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

/// v = (e^x + e^-x) / 2
struct Cosh {
  static constexpr OpText<1> text{
      .name = "cosh", .args = {"x"}, .latex = "\\cosh {0}", .summary = "The hyperbolic cosine."};
  template <class T> static constexpr T value(T x) { return cosh(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {sinh(x)}; }
  template <class T> static constexpr T reflected(T v) { return v; }
};

/// v = sinh x / cosh x
struct Tanh {
  static constexpr OpText<1> text{.name = "tanh",
                                  .args = {"x"},
                                  .result = "t",
                                  .domain = {{{-3, 3}}},
                                  .latex = "\\tanh {0}",
                                  .saturates = true,
                                  .summary = "The hyperbolic tangent."};
  template <class T> static constexpr T value(T x) { return tanh(x); }
  /// The book's form 1 - t². It cancels as t nears ±1: its error is that of t, about 1e-16, which is all of it for
  /// |x| > 19, where the true derivative is below 1e-16.
  template <class T> static constexpr Partials<T, 1> partials(T, T t) { return {T(1) - square(t)}; }
  template <class T> static constexpr T reflected(T t) { return -t; }
};

}  // namespace chainrule
