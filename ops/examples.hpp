// Reductions over the examples: from one example's loss to the cost of m.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/carriers/number.hpp>

namespace chainrule {

/// J = Σ s over the m examples; m·s of a shared s
struct SumOverExamples {
  static constexpr bool kExampleReduction = true;
  static constexpr OpText<1> text{.name = "sum_over_examples",
                                  .symbol = "Σ",
                                  .args = {"s"},
                                  .result = "J",
                                  .latex = "\\sum_{i=1}^{m} {0}",
                                  .summary = "The sum over the m examples; m·s of a shared s."};
  template <class T> static constexpr T value(T total, T) { return total; }
  template <class T> static constexpr Partials<T, 1> partials(T, T, T) { return {T(1)}; }
  template <class T> static constexpr T of_shared(T s, T examples) { return examples * s; }
};

/// J = (1/m) Σ s over the m examples; s of a shared s
struct MeanOverExamples {
  static constexpr bool kExampleReduction = true;
  static constexpr OpText<1> text{.name = "mean_over_examples",
                                  .symbol = "mean",
                                  .args = {"s"},
                                  .result = "J",
                                  .latex = "\\frac{1}{m} \\sum_{i=1}^{m} {0}",
                                  .summary = "The mean over the m examples; a shared s as it is."};
  template <class T> static constexpr T value(T total, T examples) { return total / examples; }
  template <class T> static constexpr Partials<T, 1> partials(T, T examples, T) { return {T(1) / examples}; }
  template <class T> static constexpr T of_shared(T s, T) { return s; }
};

}  // namespace chainrule
