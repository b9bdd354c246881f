// Sums, products and what is built from them.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// v = a + b
struct Add {
  static constexpr OpText<2> text{.name = "add",
                                  .symbol = "+",
                                  .args = {"a", "b"},
                                  .notation = Notation::infix,
                                  .precedence = 1,
                                  .latex = "{0} + {1}",
                                  .arithmetic = Arithmetic::add,
                                  .commutative = true,
                                  .summary = "The sum."};
  template <class T> static constexpr T value(T a, T b) { return a + b; }
  template <class T> static constexpr Partials<T, 2> partials(T, T, T) { return {T(1), T(1)}; }
};

/// v = a - b
struct Subtract {
  static constexpr OpText<2> text{.name = "subtract",
                                  .symbol = "-",
                                  .args = {"a", "b"},
                                  .notation = Notation::infix,
                                  .precedence = 1,
                                  .latex = "{0} - {1}",
                                  .arithmetic = Arithmetic::subtract,
                                  .summary = "The difference."};
  template <class T> static constexpr T value(T a, T b) { return a - b; }
  template <class T> static constexpr Partials<T, 2> partials(T, T, T) { return {T(1), T(-1)}; }
};

struct GuardedMultiply;
struct TwiceGuardedMultiply;
struct GuardedDivide;

/// v = a · b
struct Multiply {
  using StoppingAtZero = GuardedMultiply;
  static constexpr OpText<2> text{.name = "multiply",
                                  .symbol = "*",
                                  .args = {"a", "b"},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "{0} {1}",
                                  .arithmetic = Arithmetic::multiply,
                                  .commutative = true,
                                  .summary = "The product."};
  template <class T> static constexpr T value(T a, T b) { return a * b; }
  template <class T> static constexpr Partials<T, 2> partials(T a, T b, T) { return {b, a}; }
};

/// v = a / b
struct Divide {
  using StoppingAtZero = GuardedDivide;
  static constexpr OpText<2> text{.name = "divide",
                                  .symbol = "/",
                                  .args = {"a", "b"},
                                  .domain = {{{-2, 2}, {0.25, 4}}},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "\\frac{{0}}{{1}}",
                                  .arithmetic = Arithmetic::divide,
                                  .summary = "The quotient."};
  template <class T> static constexpr T value(T a, T b) { return a / b; }
  template <class T> static constexpr auto partials(T, T b, T v) {
    return lazily([=] { return T(1) / b; }, [=] { return -(v / b); });
  }
};

/// v = -a
struct Negate {
  static constexpr OpText<1> text{.name = "negate",
                                  .symbol = "-",
                                  .args = {"a"},
                                  .notation = Notation::prefix,
                                  .precedence = 3,
                                  .latex = "-{0}",
                                  .arithmetic = Arithmetic::negate,
                                  .summary = "The negative."};
  template <class T> static constexpr T value(T a) { return -a; }
  template <class T> static constexpr Partials<T, 1> partials(T, T) { return {T(-1)}; }
};

/// v = a²
struct Square {
  static constexpr OpText<1> text{
      .name = "square", .args = {"a"}, .latex = "{0}^2", .arithmetic = Arithmetic::square, .summary = "The square."};
  template <class T> static constexpr T value(T a) { return a * a; }
  template <class T> static constexpr Partials<T, 1> partials(T a, T) { return {T(2) * a}; }
};

/// v = w · a, but 0 where w = 0, whatever a is.
struct GuardedMultiply {
  using StoppingAtZero = TwiceGuardedMultiply;
  static constexpr OpText<2> text{.name = "mul0",
                                  .symbol = "*",
                                  .args = {"w", "a"},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "{0} {1}",
                                  .arithmetic = Arithmetic::multiply,
                                  .gated = true,
                                  .summary = "The product, 0 where w = 0 whatever a is."};
  template <class T> static constexpr T value(T w, T a) { return mul0(w, a); }
  template <class T> static constexpr Partials<T, 2> partials(T w, T a, T) { return {a, w}; }
};

/// v = w · a, but 0 where either is 0, whatever the other is: what a closed gate makes of a cotangent that other gates
/// may have stopped before it.
struct TwiceGuardedMultiply {
  static constexpr OpText<2> text{.name = "mul00",
                                  .symbol = "*",
                                  .args = {"w", "a"},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "{0} {1}",
                                  .arithmetic = Arithmetic::multiply,
                                  .commutative = true,
                                  .gated = true,
                                  .summary = "The product, 0 where either is 0 whatever the other is."};
  template <class T> static constexpr T value(T w, T a) { return select(a == T(0), T(0), mul0(w, a)); }
  template <class T> static constexpr T textbook_value(T w, T a) { return w * a; }
  template <class T> static constexpr Partials<T, 2> partials(T w, T a, T) { return {a, w}; }
};

/// v = w / a, but 0 where w = 0, whatever a is.
struct GuardedDivide {
  static constexpr OpText<2> text{.name = "xdivy",
                                  .symbol = "/",
                                  .args = {"w", "a"},
                                  .domain = {{{-2, 2}, {0.25, 4}}},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "\\frac{{0}}{{1}}",
                                  .arithmetic = Arithmetic::divide,
                                  .summary = "The quotient, 0 where w = 0 whatever a is."};
  template <class T> static constexpr T value(T w, T a) { return xdivy(w, a); }
  template <class T> static constexpr auto partials(T, T a, T v) {
    return lazily([=] { return T(1) / a; }, [=] { return -xdivy(v, a); });
  }
};

/// v = (x - y)²
struct SquaredError {
  static constexpr OpText<2> text{.name = "squared_error",
                                  .args = {"x", "y"},
                                  .latex = "\\left({0} - {1}\\right)^2",
                                  .commutative = true,
                                  .summary = "The square of the difference."};
  template <class T> static constexpr T value(T x, T y) { return square(x - y); }
  template <class T> static constexpr auto partials(T x, T y, T) {
    return lazily([=] { return T(2) * (x - y); }, [=] { return T(2) * (y - x); });
  }
};

}  // namespace chainrule
