// Comparisons, and the choice that they are made for. They compare as IEEE says: false where an operand is NaN.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// v = 1 where a < b, else 0
struct Less {
  static constexpr OpText<2> text{.name = "less",
                                  .symbol = "<",
                                  .args = {"a", "b"},
                                  .not_differentiable = {true, true},
                                  .notation = Notation::infix,
                                  .latex = "{0} < {1}",
                                  .summary = "1 where a < b, else 0."};
  template <class T> static constexpr T value(T a, T b) { return indicator<T>(a < b); }
  template <class T> static constexpr T kink(T a, T b) { return a - b; }
};

/// v = 1 where a <= b, else 0
struct LessEqual {
  static constexpr OpText<2> text{.name = "less_equal",
                                  .symbol = "<=",
                                  .args = {"a", "b"},
                                  .not_differentiable = {true, true},
                                  .notation = Notation::infix,
                                  .latex = "{0} \\le {1}",
                                  .summary = "1 where a <= b, else 0."};
  template <class T> static constexpr T value(T a, T b) { return indicator<T>(a <= b); }
  template <class T> static constexpr T kink(T a, T b) { return a - b; }
};

/// v = 1 where a = b, else 0
struct Equal {
  static constexpr OpText<2> text{.name = "equal",
                                  .symbol = "==",
                                  .args = {"a", "b"},
                                  .not_differentiable = {true, true},
                                  .notation = Notation::infix,
                                  .latex = "{0} = {1}",
                                  .commutative = true,
                                  .summary = "1 where a = b, else 0."};
  template <class T> static constexpr T value(T a, T b) { return indicator<T>(a == b); }
  template <class T> static constexpr T kink(T a, T b) { return a - b; }
};

/// v = a where the condition is not 0, else b
struct Where {
  static constexpr OpText<3> text{.name = "where",
                                  .args = {"condition", "a", "b"},
                                  .domain = {{{0, 1}, {-2, 2}, {-2, 2}}},
                                  .not_differentiable = {true, false, false},
                                  .notation = Notation::cases,
                                  .gated = true,
                                  .summary = "a where the condition is not 0, else b."};
  template <class T> static constexpr T value(T condition, T a, T b) { return select(holds(condition), a, b); }
  template <class T> static constexpr auto partials(T condition, T, T, T) {
    return lazily(
        no_partial, [=] { return select(holds(condition), T(1), T(0)); },
        [=] { return select(holds(condition), T(0), T(1)); });
  }
};

/// v = x, with no edge back to x
struct StopGradient {
  static constexpr OpText<1> text{.name = "stop_gradient",
                                  .args = {"x"},
                                  .not_differentiable = {true},
                                  .stops = true,
                                  .summary = "x as a constant: no cotangent goes back to it."};
  template <class T> static constexpr T value(T x) { return stop_gradient(x); }
};

}  // namespace chainrule
