// The lecture's own ops: the logistic function and its loss.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// a = 1 / (1 + e^-z)
struct Sigmoid {
  static constexpr OpText<1> text{.name = "sigmoid",
                                  .symbol = "σ",
                                  .args = {"z"},
                                  .result = "a",
                                  .domain = {{{-6, 6}}},
                                  .latex = "\\sigma({0})",
                                  .saturates = true,
                                  .summary = "The logistic function."};
  /// As 1 / (1 + e^-z) for z >= 0; for z < 0 multiplied through by e^z, so that e^z is not lost where e^-z overflows.
  template <class T> static constexpr T value(T z) {
    const T e = exp(-abs(z)), a = T(1) / (T(1) + e);
    return select(z >= T(0), a, e * a);
  }
  template <class T> static constexpr T textbook_value(T z) { return T(1) / (T(1) + exp(-z)); }
  template <class T> static constexpr Partials<T, 1> partials(T z, T a) { return {sigmoid_slope(z, a)}; }
  /// The lecture's form. It cancels as a nears 1: its error is that of a, about 1e-16, which is all of it for z > 36.
  template <class T> static constexpr Partials<T, 1> textbook_partials(T, T a) { return {a * (T(1) - a)}; }
  /// σ(-z) = 1 - σ(z)
  template <class T> static constexpr T reflected(T a) { return T(1) - a; }
};

inline Number sigmoid(Number z) { return Sigmoid::value(z); }

/// v = σ'(z) = a·σ(-z), good to the last digits everywhere. An op of its own, as its derivative is: that of the
/// product, a·σ(-z)·(σ(-z) - a), would cancel near 0.
struct SigmoidSlope {
  static constexpr OpText<1> text{.name = "sigmoid_slope",
                                  .symbol = "σ'",
                                  .args = {"z"},
                                  .domain = {{{-6, 6}}},
                                  .latex = "\\sigma'({0})",
                                  .summary = "The derivative of the logistic function."};
  template <class T> static constexpr T value(T z) { return of(z, sigmoid(z)); }
  template <class T> static constexpr T textbook_value(T z) { return sigmoid(z) * (T(1) - sigmoid(z)); }
  template <class T> static constexpr Partials<T, 1> partials(T z, T v) { return {-(v * tanh(T(0.5) * z))}; }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T z, T v) {
    return {v * (T(1) - T(2) * sigmoid(z))};
  }
  template <class T> static constexpr T reflected(T v) { return v; }
  /// σ(-z) is e^-z·a for z >= 0, where 1 - a would cancel.
  template <class T> static constexpr T of(T z, T a) { return a * select(z >= T(0), exp(-abs(z)) * a, T(1) - a); }
};

/// The slope at z, where a = σ(z).
template <class T> constexpr T sigmoid_slope(T z, T a) { return SigmoidSlope::of(z, a); }

/// v = log(1 + e^x)
struct Softplus {
  static constexpr OpText<1> text{.name = "softplus",
                                  .args = {"x"},
                                  .domain = {{{-6, 6}}},
                                  .latex = "\\log(1 + e^{{0}})",
                                  .summary = "log(1 + e^x): a smooth max(x, 0)."};
  template <class T> static constexpr T value(T x) { return max(x, T(0)) + log1p(exp(-abs(x))); }
  template <class T> static constexpr T textbook_value(T x) { return log(T(1) + exp(x)); }
  template <class T> static constexpr Partials<T, 1> partials(T x, T) { return {sigmoid(x)}; }
};

/// L(z, y) = log_loss(σ(z), y) without the detour over a: finite wherever z is
struct LogLossWithLogit {
  static constexpr OpText<2> text{.name = "log_loss_with_logit",
                                  .symbol = "L",
                                  .args = {"z", "y"},
                                  .result = "L",
                                  .domain = {{{-6, 6}, {0, 1}}},
                                  .latex = "L(\\sigma({0}), {1})",
                                  .summary = "log_loss(sigmoid(z), y), finite wherever z is."};
  template <class T> static constexpr T value(T z, T y) {
    return mul0(T(1) - y, max(z, T(0))) + mul0(y, max(-z, T(0))) + log1p(exp(-abs(z)));
  }
  template <class T> static constexpr T textbook_value(T z, T y) {
    return -(y * log(sigmoid(z)) + (T(1) - y) * log(T(1) - sigmoid(z)));
  }
  template <class T> static constexpr auto partials(T z, T y, T) {
    return lazily([=] { return (T(1) - y) * sigmoid(z) - y * sigmoid(-z); }, [=] { return -z; });
  }
  template <class T> static constexpr auto textbook_partials(T z, T y, T) {
    return lazily([=] { return sigmoid(z) - y; }, [=] { return -z; });
  }
};

/// L(a, y) = -(y·log a + (1 - y)·log(1 - a))
struct LogLoss {
  static constexpr OpText<2> text{.name = "log_loss",
                                  .symbol = "L",
                                  .args = {"a", "y"},
                                  .result = "L",
                                  .domain = {{{0.02, 0.98}, {0, 1}}},
                                  .latex = "L({0}, {1})",
                                  .summary = "The loss of the prediction a for the label y: binary cross-entropy."};
  using Stable = Fuses<0, Sigmoid, LogLossWithLogit>;

  template <class T> static constexpr T value(T a, T y) { return mul0(y, -log(a)) + mul0(T(1) - y, -log1p(-a)); }
  template <class T> static constexpr T textbook_value(T a, T y) { return -(y * log(a) + (T(1) - y) * log(T(1) - a)); }
  template <class T> static constexpr auto partials(T a, T y, T) {
    return lazily([=] { return xdivy(T(1) - y, T(1) - a) - xdivy(y, a); }, [=] { return log1p(-a) - log(a); });
  }
  template <class T> static constexpr auto textbook_partials(T a, T y, T) {
    return lazily([=] { return -(y / a) + (T(1) - y) / (T(1) - a); }, [=] { return log((T(1) - a) / a); });
  }
};

}  // namespace chainrule
