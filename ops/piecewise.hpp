// Ops with kinks. A NaN operand gives a NaN value and a NaN partial.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// The partial, or NaN where the op's value is NaN.
template <class T> constexpr T unless_nan(T v, T partial) { return select(v == v, partial, v); }

/// v = -1, 0 or 1 as x is negative, zero or positive
struct Sign {
  static constexpr OpText<1> text{
      .name = "sign", .args = {"x"}, .latex = "\\operatorname{sign} {0}", .summary = "-1, 0 or 1; NaN of NaN."};
  template <class T> static constexpr T value(T x) { return select(x > T(0), T(1), select(x < T(0), T(-1), x)); }
  template <class T> static constexpr T textbook_value(T x) {
    return select(x > T(0), T(1), select(x < T(0), T(-1), T(0)));
  }
  template <class T> static constexpr Partials<T, 1> partials(T, T v) { return {unless_nan(v, T(0))}; }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T, T) { return {T(0)}; }
  template <class T> static constexpr T kink(T x) { return x; }
};

inline Number sign(Number x) { return Sign::value(x); }

/// v = |x|, with derivative 0 at 0
struct Abs {
  static constexpr OpText<1> text{.name = "abs",
                                  .args = {"x"},
                                  .latex = "\\left| {0} \\right|",
                                  .summary = "The absolute value; its derivative at 0 is 0."};
  template <class T> static constexpr T value(T x) { return abs(x); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {sign(x)}; }
  template <class T> static constexpr T kink(T x) { return x; }
};

/// v = x where x > 0, else 0; the derivative at 0 is 0
struct Relu {
  static constexpr OpText<1> text{.name = "relu",
                                  .args = {"x"},
                                  .latex = "\\operatorname{relu} {0}",
                                  .gated = true,
                                  .summary = "max(x, 0); its derivative at 0 is 0."};
  template <class T> static constexpr T value(T x) { return max(x, T(0)); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T v) {
    return {unless_nan(v, indicator<T>(x > T(0)))};
  }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T x, T) {
    return {select(x > T(0), T(1), T(0))};
  }
  template <class T> static constexpr T kink(T x) { return x; }
};

/// 1 where a < b, ½ where they are equal, 0 where a > b; NaN if either is
template <class T> constexpr T share_of_smaller(T a, T b) {
  return select(a < b, T(1), select(b < a, T(0), select(a == b, T(0.5), a + b)));
}

/// As a book prints it
template <class T> constexpr T textbook_share_of_smaller(T a, T b) {
  return select(a < b, T(1), select(a == b, T(0.5), T(0)));
}

/// v = the smaller of a and b; a tie shares its cotangent half and half
struct Min {
  static constexpr OpText<2> text{.name = "min",
                                  .args = {"a", "b"},
                                  .latex = "\\min({0}, {1})",
                                  .commutative = true,
                                  .gated = true,
                                  .summary = "The smaller; a tie passes half of the cotangent to each."};
  template <class T> static constexpr T value(T a, T b) { return min(a, b); }
  template <class T> static constexpr auto partials(T a, T b, T) {
    return lazily([=] { return share_of_smaller(a, b); }, [=] { return share_of_smaller(b, a); });
  }
  template <class T> static constexpr auto textbook_partials(T a, T b, T) {
    return lazily([=] { return textbook_share_of_smaller(a, b); }, [=] { return textbook_share_of_smaller(b, a); });
  }
  template <class T> static constexpr T kink(T a, T b) { return a - b; }
};

/// v = the larger of a and b; a tie shares its cotangent half and half
struct Max {
  static constexpr OpText<2> text{.name = "max",
                                  .args = {"a", "b"},
                                  .latex = "\\max({0}, {1})",
                                  .commutative = true,
                                  .gated = true,
                                  .summary = "The larger; a tie passes half of the cotangent to each."};
  template <class T> static constexpr T value(T a, T b) { return max(a, b); }
  template <class T> static constexpr auto partials(T a, T b, T) {
    return lazily([=] { return share_of_smaller(b, a); }, [=] { return share_of_smaller(a, b); });
  }
  template <class T> static constexpr auto textbook_partials(T a, T b, T) {
    return lazily([=] { return textbook_share_of_smaller(b, a); }, [=] { return textbook_share_of_smaller(a, b); });
  }
  template <class T> static constexpr T kink(T a, T b) { return a - b; }
};

/// v = x between low and high, else the bound that it crossed; high if low > high
struct Clip {
  static constexpr OpText<3> text{.name = "clip",
                                  .args = {"x", "low", "high"},
                                  .domain = {{{-3, 3}, {-2, -0.5}, {0.5, 2}}},
                                  .latex = "\\operatorname{clip}({0}, {1}, {2})",
                                  .gated = true,
                                  .summary = "x, held between low and high; at the bounds the cotangent passes to x."};
  template <class T> static constexpr T value(T x, T low, T high) { return min(max(x, low), high); }
  template <class T> static constexpr auto partials(T x, T low, T high, T v) {
    return lazily([=] { return unless_nan(v, select(x < low, T(0), indicator<T>(x <= high))); },
                  [=] { return unless_nan(v, select(x < low, indicator<T>(low <= high), T(0))); },
                  [=] { return unless_nan(v, indicator<T>(high < max(x, low))); });
  }
  template <class T> static constexpr auto textbook_partials(T x, T low, T high, T) {
    return lazily([=] { return select(x < low, T(0), select(x <= high, T(1), T(0))); },
                  [=] { return select(x < low, T(1), T(0)); }, [=] { return select(high < x, T(1), T(0)); });
  }
  template <class T> static constexpr T kink(T x, T low, T high) { return (x - low) * (x - high) * (low - high); }
};

}  // namespace chainrule
