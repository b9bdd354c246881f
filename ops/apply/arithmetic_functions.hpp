// Operators and powers, on expressions, arrays and dual numbers.
#pragma once

#include <chainrule/ops/apply/apply.hpp>

namespace chainrule {

template <class A, class B>
requires Operands<A, B>
auto operator+(const A& a, const B& b) { return apply_standard<Add>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires Operands<A, B>
auto operator-(const A& a, const B& b) { return apply_standard<Subtract>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires Operands<A, B>
auto operator*(const A& a, const B& b) { return apply_standard<Multiply>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <class A, class B>
requires Operands<A, B>
auto operator/(const A& a, const B& b) { return apply_standard<Divide>(CarrierOf<A, B>(a), CarrierOf<A, B>(b)); }
template <Carrier X> X operator-(const X& x) { return apply_standard<Negate>(x); }

/// w · a, but 0 where w = 0, whatever a is.
template <Carrier X> X mul0(const X& w, const X& a) { return apply_standard<GuardedMultiply>(w, a); }
/// w / a, but 0 where w = 0, whatever a is.
template <Carrier X> X xdivy(const X& w, const X& a) { return apply_standard<GuardedDivide>(w, a); }
template <Carrier X> X square(const X& x) { return apply_standard<Square>(x); }
/// (x - y)²
template <class A, class B>
requires Operands<A, B>
auto squared_error(const A& x, const B& y) {
  return apply_standard<SquaredError>(CarrierOf<A, B>(x), CarrierOf<A, B>(y));
}
template <Carrier X> X sqrt(const X& x) { return apply_standard<Sqrt>(x); }
/// x^y, with 0^0 = 1
template <class A, class B>
requires Operands<A, B>
auto pow(const A& x, const B& y) { return apply_standard<Pow>(CarrierOf<A, B>(x), CarrierOf<A, B>(y)); }

}  // namespace chainrule
