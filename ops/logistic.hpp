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
  /// The lecture's form a(1 - a). It cancels as a nears 1: its error is that of a, about 1e-16, which is all of it for
  /// z > 36, where the true derivative is below 2e-16.
  template <class T> static constexpr Partials<T, 1> partials(T, T a) { return {a * (T(1) - a)}; }
  /// σ(-z) = 1 - σ(z)
  template <class T> static constexpr T reflected(T a) { return T(1) - a; }
};

inline Number sigmoid(Number z) { return Sigmoid::value(z); }

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
                                  .not_differentiable = {false, true},
                                  .latex = "L(\\sigma({0}), {1})",
                                  .summary = "log_loss(sigmoid(z), y), finite wherever z is."};
  template <class T> static constexpr T value(T z, T y) {
    return mul0(T(1) - y, max(z, T(0))) + mul0(y, max(-z, T(0))) + log1p(exp(-abs(z)));
  }
  template <class T> static constexpr T textbook_value(T z, T y) {
    return -(y * log(sigmoid(z)) + (T(1) - y) * log(T(1) - sigmoid(z)));
  }
  template <class T> static constexpr Partials<T, 1> partials(T z, T y, T) {
    return {(T(1) - y) * sigmoid(z) - y * sigmoid(-z)};
  }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T z, T y, T) { return {sigmoid(z) - y}; }
};

/// L(a, y) = -(y·log a + (1 - y)·log(1 - a))
struct LogLoss {
  static constexpr OpText<2> text{.name = "log_loss",
                                  .symbol = "L",
                                  .args = {"a", "y"},
                                  .result = "L",
                                  .domain = {{{0.02, 0.98}, {0, 1}}},
                                  .not_differentiable = {false, true},
                                  .latex = "L({0}, {1})",
                                  .summary = "The loss of the prediction a for the label y: binary cross-entropy."};
  using Stable = Fuses<0, Sigmoid, LogLossWithLogit>;

  template <class T> static constexpr T value(T a, T y) { return mul0(y, -log(a)) + mul0(T(1) - y, -log1p(-a)); }
  template <class T> static constexpr T textbook_value(T a, T y) { return -(y * log(a) + (T(1) - y) * log(T(1) - a)); }
  template <class T> static constexpr Partials<T, 1> partials(T a, T y, T) {
    return {xdivy(T(1) - y, T(1) - a) - xdivy(y, a)};
  }
  template <class T> static constexpr Partials<T, 1> textbook_partials(T a, T y, T) {
    return {-(y / a) + (T(1) - y) / (T(1) - a)};
  }
};

}  // namespace chainrule
