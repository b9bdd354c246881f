// Comparisons, choices and functions with kinks, on expressions, arrays and dual numbers.
#pragma once

#include <chainrule/ops/apply/apply.hpp>

namespace chainrule {

// Comparisons of tensors give 1 or 0, element by element.

template <class A, class B>
requires TensorOperands<A, B>
auto operator<(const A& a, const B& b) { return apply_standard<Less>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires TensorOperands<A, B>
auto operator<=(const A& a, const B& b) { return apply_standard<LessEqual>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires TensorOperands<A, B>
auto operator>(const A& a, const B& b) { return b < a; }
template <class A, class B>
requires TensorOperands<A, B>
auto operator>=(const A& a, const B& b) { return b <= a; }
template <class A, class B>
requires TensorOperands<A, B>
auto operator==(const A& a, const B& b) { return apply_standard<Equal>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires TensorOperands<A, B>
auto operator!=(const A& a, const B& b) { return 1 - (a == b); }

/// a where the condition is not 0, else b
template <class C, class A, class B>
requires TensorOperands<C, A, B>
auto where(const C& condition, const A& a, const B& b) {
  using X = CarrierOf<C, A, B>;
  return apply_standard<Where>(X(condition), X(a), X(b));
}
inline Dual where(const Dual& condition, const Dual& a, const Dual& b) { return apply_dual<Where>({condition, a, b}); }

// As the rules of the ops choose: a tensor of 1 and 0 is a mask.

template <Tensor X> X select(const X& mask, const X& a, const X& b) { return where(mask, a, b); }
template <class T, Tensor X> T indicator(const X& mask) { return mask; }
template <Tensor X> X holds(const X& condition) { return condition; }

template <Carrier X> X stop_gradient(const X& x) { return apply_standard<StopGradient>(x); }
template <Carrier X> X sign(const X& x) { return apply_standard<Sign>(x); }
template <Carrier X> X abs(const X& x) { return apply_standard<Abs>(x); }
template <Carrier X> X relu(const X& x) { return apply_standard<Relu>(x); }
template <class A, class B>
requires Operands<A, B>
auto min(const A& a, const B& b) { return apply_standard<Min>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires Operands<A, B>
auto max(const A& a, const B& b) { return apply_standard<Max>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
/// x, held between low and high
template <class X, class L, class H>
requires Operands<X, L, H>
auto clip(const X& x, const L& low, const H& high) {
  using C = CarrierOf<X, L, H>;
  return apply_standard<Clip>(C(x), C(low), C(high));
}

}  // namespace chainrule
