// The ops for dual numbers: values by the rule of the numbers, tangents by the ops' own partials.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/engine/op/dual.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace chainrule {

/// The share of operand I's tangent in the result's. A tangent of 0 has none, whatever the partial is.
template <class Op, std::size_t I> double tangent_along(double tangent, const double* in, double out) {
  if constexpr (ElementwiseKernels<Op>::template kHasPartial<I>)
    if (tangent != 0) return along_edge<Op>(tangent, partial_at<Op, I>(in, out));
  return 0;
}

/// The elementwise op of dual numbers.
template <class Op> Dual apply_dual(const std::array<Dual, arity_of<Op>>& operands) {
  std::array<double, arity_of<Op>> in;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = operands[i].value;
  Dual result = value_at<Op>(in.data());
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((result.tangent += tangent_along<Op, I>(operands[I].tangent, in.data(), result.value)), ...);
  }
  (std::make_index_sequence<arity_of<Op>>());
  return result;
}

// Comparisons look at the values.

inline bool operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
inline bool operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
inline bool operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
inline bool operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }
inline bool operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
inline bool operator!=(const Dual& a, const Dual& b) { return !(a == b); }

inline bool holds(const Dual& condition) { return condition.value != 0; }
inline Dual select(bool condition, const Dual& a, const Dual& b) { return condition ? a : b; }

}  // namespace chainrule
