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
  template <class T> static constexpr Partials<T, 1> partials(T x, T t) { return {tanh_slope(x, t)}; }
  /// The book's form. It cancels as t nears ±1: its error is that of t, about 1e-16, which is all of it for |x| > 19.
  template <class T> static constexpr Partials<T, 1> textbook_partials(T, T t) { return {T(1) - square(t)}; }
  template <class T> static constexpr T reflected(T t) { return -t; }
};

/// v = tanh' x = 4σ'(2x), good to the last digits everywhere; an op of its own as σ' is.
struct TanhSlope {
  static constexpr OpText<1> text{.name = "tanh_slope",
                                  .symbol = "tanh'",
                                  .args = {"x"},
                                  .domain = {{{-3, 3}}},
                                  .latex = "\\tanh' {0}",
                                  .summary = "The derivative of the hyperbolic tangent."};
  template <class T> static constexpr T value(T x) { return of(x, tanh(x)); }
  template <class T> static constexpr T textbook_value(T x) { return T(1) - square(tanh(x)); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T v) { return {T(-2) * (v * tanh(x))}; }
  template <class T> static constexpr T reflected(T v) { return v; }
  /// (1 - |t|)(1 + |t|), where 1 - |t| = e^(-2|x|)·(1 + |t|).
  template <class T> static constexpr T of(T x, T t) { return exp(T(-2) * abs(x)) * square(T(1) + abs(t)); }
};

/// The slope at x, where t = tanh x.
template <class T> constexpr T tanh_slope(T x, T t) { return TanhSlope::of(x, t); }

}  // namespace chainrule
