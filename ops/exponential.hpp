// Exponentials and logarithms. Logarithms are natural.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

#include <numbers>

namespace chainrule {

/// v = e^x
struct Exp {
  static constexpr OpText<1> text{
      .name = "exp", .args = {"x"}, .latex = "e^{{0}}", .summary = "The exponential function."};
  template <class T> static constexpr T value(T x) { return exp(x); }
  template <class T> static constexpr Partials<T, 1> partials(T, T v) { return {v}; }
};

/// v = log x, to the base e
struct Log {
  static constexpr OpText<1> text{
      .name = "log", .args = {"x"}, .domain = {{{0.1, 5}}}, .latex = "\\log {0}", .summary = "The natural logarithm."};
  template <class T> static constexpr T value(T x) { return log(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {T(1) / x}; }
};

/// v = log(1 + x), exact near 0
struct Log1p {
  static constexpr OpText<1> text{.name = "log1p",
                                  .args = {"x"},
                                  .domain = {{{-0.9, 4}}},
                                  .latex = "\\log(1 + {0})",
                                  .summary = "The natural logarithm of 1 + x, exact near 0."};
  template <class T> static constexpr T value(T x) { return log1p(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {T(1) / (T(1) + x)}; }
};

/// v = e^x - 1, exact near 0
struct Expm1 {
  static constexpr OpText<1> text{
      .name = "expm1", .args = {"x"}, .latex = "e^{{0}} - 1", .summary = "e^x - 1, exact near 0."};
  template <class T> static constexpr T value(T x) { return expm1(x); }
  /// Not v + 1, which cancels for negative x.
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {exp(x)}; }
};

/// v = x · log y, but 0 where x = 0, whatever y is
struct XLogY {
  static constexpr OpText<2> text{.name = "xlogy",
                                  .args = {"x", "y"},
                                  .domain = {{{-2, 2}, {0.1, 5}}},
                                  .latex = "{0} \\log {1}",
                                  .summary = "x log y, 0 where x = 0 whatever y is."};
  template <class T> static constexpr T value(T x, T y) { return mul0(x, log(y)); }
  template <class T> static constexpr auto partials(T x, T y, T) {
    return lazily([=] { return log(y); }, [=] { return xdivy(x, y); });
  }
};

/// v = (2/√π) ∫₀ˣ e^(-t²) dt
struct Erf {
  static constexpr OpText<1> text{.name = "erf",
                                  .args = {"x"},
                                  .latex = "\\operatorname{erf} {0}",
                                  .saturates = true,
                                  .summary = "The error function: 2/√π times the integral of e^(-t²) from 0 to x."};
  template <class T> static constexpr T value(T x) { return erf(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) {
    return {T(2 * std::numbers::inv_sqrtpi) * exp(-square(x))};
  }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

}  // namespace chainrule
