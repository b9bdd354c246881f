// Sine, cosine, tangent and their inverses. Angles are in radians.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// v = sin x
struct Sin {
  static constexpr OpText<1> text{
      .name = "sin", .args = {"x"}, .domain = {{{-4, 4}}}, .latex = "\\sin {0}", .summary = "The sine."};
  template <class T> static constexpr T value(T x) { return sin(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {cos(x)}; }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

/// v = cos x
struct Cos {
  static constexpr OpText<1> text{
      .name = "cos", .args = {"x"}, .domain = {{{-4, 4}}}, .latex = "\\cos {0}", .summary = "The cosine."};
  template <class T> static constexpr T value(T x) { return cos(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {-sin(x)}; }
  template <class T> static constexpr T reflected(T v) { return v; }
};

/// v = tan x
struct Tan {
  static constexpr OpText<1> text{
      .name = "tan", .args = {"x"}, .domain = {{{-1.4, 1.4}}}, .latex = "\\tan {0}", .summary = "The tangent."};
  template <class T> static constexpr T value(T x) { return tan(x); }
  template <class T> static constexpr Partials<T, 1> partials(T, T v) { return {T(1) + square(v)}; }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

/// √(1 - x²), by factors: 1 - x² itself would cancel near ±1
template <class T> constexpr T leg_of_unit_triangle(T x) { return sqrt((T(1) - x) * (T(1) + x)); }

/// v = arcsin x, between -π/2 and π/2
struct Asin {
  static constexpr OpText<1> text{.name = "asin",
                                  .args = {"x"},
                                  .domain = {{{-0.95, 0.95}}},
                                  .latex = "\\arcsin {0}",
                                  .summary = "The angle between -π/2 and π/2 whose sine is x."};
  template <class T> static constexpr T value(T x) { return asin(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {T(1) / leg_of_unit_triangle(x)}; }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T x, T) {
    return {T(1) / sqrt(T(1) - square(x))};
  }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

/// v = arccos x, between 0 and π
struct Acos {
  static constexpr OpText<1> text{.name = "acos",
                                  .args = {"x"},
                                  .domain = {{{-0.95, 0.95}}},
                                  .latex = "\\arccos {0}",
                                  .summary = "The angle between 0 and π whose cosine is x."};
  template <class T> static constexpr T value(T x) { return acos(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {T(-1) / leg_of_unit_triangle(x)}; }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T x, T) {
    return {T(-1) / sqrt(T(1) - square(x))};
  }
};

/// v = arctan x, between -π/2 and π/2
struct Atan {
  static constexpr OpText<1> text{.name = "atan",
                                  .args = {"x"},
                                  .domain = {{{-4, 4}}},
                                  .latex = "\\arctan {0}",
                                  .summary = "The angle between -π/2 and π/2 whose tangent is x."};
  template <class T> static constexpr T value(T x) { return atan(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {T(1) / (T(1) + square(x))}; }
  template <class T> static constexpr T reflected(T v) { return -v; }
};

}  // namespace chainrule
