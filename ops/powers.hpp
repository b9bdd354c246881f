// Roots and powers. Of special exponents (1, 2, 3, -1, and ½ of a positive number) the carriers' pow makes x, x·x,
// x·x·x, 1/x and √x; it looks at the exponent's value alone, so every path has the same bits.
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

// The derivatives of x^y, which have to be right together with their own derivatives: where x = 0, a product or a sum
// that a rule would make of infinite parts is NaN, and a guard that makes it 0 has other derivatives than the function.
// So what is the k-th derivative by y is one op, whose derivative by y is the next one.
struct PowerSlope;
struct PowerSlopeLog;
struct PowLog;

/// y·x^(y-1), the derivative of x^y by x. The guard makes it 0 where y = 0, whatever x is.
template <class T> constexpr T power_slope(T x, T y) { return mul0(y, pow(x, y - T(1))); }

/// y·x^(y-1) as a book writes it
template <class T> constexpr T textbook_power_slope(T x, T y) { return y * pow(x, y - T(1)); }

/// Its derivative by y
template <class T> constexpr T power_slope_by_exponent(T x, T y) {
  return mul0(pow(x, y - T(1)), mul0(y, log(x)) + T(1));
}

/// The k-th derivative of y·x^(y-1) by y
template <class T, class Op = PowerSlopeLog> constexpr T power_slope_log(T x, T y, T k) { return Op::value(x, y, k); }

/// x^y (log x)^k
template <class T, class Op = PowLog> constexpr T pow_log(T x, T y, T k) { return Op::value(x, y, k); }

/// v·log x, the derivative of v = x^y by y; 0 where v is, even if log x is infinite.
template <class T> constexpr T power_times_log(T x, T, T v) { return mul0(v, log(x)); }

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
  template <class T> static constexpr auto partials(T x, T y, T v) {
    return lazily([=] { return power_slope(x, y); }, [=] { return power_times_log(x, y, v); });
  }
  template <class T> static constexpr auto textbook_partials(T x, T y, T v) {
    return lazily([=] { return textbook_power_slope(x, y); }, [=] { return v * log(x); });
  }
};

/// v = y·x^(y-1), 0 where y = 0
struct PowerSlope {
  static constexpr OpText<2> text{.name = "power_slope",
                                  .args = {"x", "y"},
                                  .domain = {{{0.1, 4}, {-3, 3}}},
                                  .summary = "The derivative of x^y by x: y·x^(y-1), 0 where y is."};
  template <class T> static constexpr T value(T x, T y) { return mul0(y, pow(x, y - T(1))); }
  template <class T> static constexpr T textbook_value(T x, T y) { return y * pow(x, y - T(1)); }
  template <class T> static constexpr auto partials(T x, T y, T) {
    return lazily([=] { return mul0(y, power_slope(x, y - T(1))); }, [=] { return power_slope_by_exponent(x, y); });
  }
};

/// v = x^(y-1) (log x)^(k-1) (y·log x + k), 0 where x^(y-1) is; of k = 0 that is y·x^(y-1), 0 where y = 0.
struct PowerSlopeLog {
  static constexpr OpText<3> text{.name = "power_slope_log",
                                  .args = {"x", "y", "k"},
                                  .domain = {{{0.1, 4}, {-3, 3}, {1, 1}}},
                                  .not_differentiable = {false, false, true},
                                  .summary = "The k-th derivative of y·x^(y-1) by y."};
  template <class T> static constexpr T value(T x, T y, T k) {
    const T log_x = log(x), power = pow(x, y - T(1));
    const T logarithms = pow(log_x, k - T(1)) * (mul0(y, log_x) + k);
    return select(k == T(0), mul0(y, power), mul0(power, logarithms));
  }
  template <class T> static constexpr T textbook_value(T x, T y, T k) {
    return pow(x, y - T(1)) * pow(log(x), k - T(1)) * (y * log(x) + k);
  }
  template <class T> static constexpr auto partials(T x, T y, T k, T) {
    return lazily(
        [=] {
          const T below = y - T(1);
          return mul0(y, power_slope_log(x, below, k)) + mul0(k, power_slope_log(x, below, k - T(1)));
        },
        [=] { return power_slope_log(x, y, k + T(1)); });
  }
};

/// v = x^y (log x)^k, 0 where x^y is
struct PowLog {
  static constexpr OpText<3> text{.name = "pow_log",
                                  .args = {"x", "y", "k"},
                                  .domain = {{{0.1, 4}, {-3, 3}, {1, 1}}},
                                  .not_differentiable = {false, false, true},
                                  .summary = "x^y (log x)^k, 0 where x^y is: the k-th derivative of x^y by y."};
  template <class T> static constexpr T value(T x, T y, T k) { return mul0(pow(x, y), pow(log(x), k)); }
  template <class T> static constexpr T textbook_value(T x, T y, T k) { return pow(x, y) * pow(log(x), k); }
  template <class T> static constexpr auto partials(T x, T y, T k, T) {
    return lazily([=] { return power_slope_log(x, y, k); }, [=] { return pow_log(x, y, k + T(1)); });
  }
};

}  // namespace chainrule
