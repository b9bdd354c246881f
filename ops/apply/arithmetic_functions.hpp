// Operators and powers, on expressions, arrays and dual numbers.
#pragma once

#include <chainrule/ops/apply/apply.hpp>

#include <optional>

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
/// A number w in a rule is known where the node is made, which is then simpler.
inline Expr mul0(const Expr& w, const Expr& a) {
  if (!w.is_number()) return apply_standard<GuardedMultiply>(w, a);
  if (w.number() == 0) return 0;
  return w.number() == 1 ? a : w * a;
}
/// w · a, but 0 where either is 0, whatever the other is.
template <Carrier X> X mul00(const X& w, const X& a) { return apply_standard<TwiceGuardedMultiply>(w, a); }
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

/// x^y (log x)^k, 0 where x^y is
inline Expr pow_log(const Expr& x, const Expr& y, const Expr& k) {
  if (k.is_number() && k.number() == 0) return pow(x, y);
  return apply_standard<PowLog>(x, y, k);
}

// The derivatives of x^y as the rule of Pow makes them: ops of their own.

/// The value of a scalar constant.
inline std::optional<double> known_number(const Expr& node) {
  if (node.is_number()) return node.number();
  const Graph& graph = *node.graph();
  const bool is_known = graph.role(node.id()) == Role::constant && node.shape().is_scalar();
  return is_known ? std::optional(graph.values(node.id())[0]) : std::nullopt;
}
inline Expr power_slope_log(const Expr& x, const Expr& y, const Expr& k) {
  return apply_standard<PowerSlopeLog>(x, y, k);
}
inline Expr power_slope_by_exponent(const Expr& x, const Expr& y) { return power_slope_log(x, y, 1); }
/// y·x^(y-1) of a known exponent, with the power that this leaves: 2x, 3x^2
inline Expr known_power_slope(const Expr& x, double y) {
  if (y == 0 || y == 1) return y;
  return y * (y == 2 ? x : pow(x, y - 1));
}
inline Expr power_slope(const Expr& x, const Expr& y) {
  const std::optional<double> known = known_number(y);
  return known ? known_power_slope(x, *known) : apply_standard<PowerSlope>(x, y);
}
inline Expr textbook_power_slope(const Expr& x, const Expr& y) {
  const std::optional<double> known = known_number(y);
  return known ? known_power_slope(x, *known) : y * pow(x, y - 1);
}
inline Expr power_times_log(const Expr& x, const Expr& y, const Expr&) { return pow_log(x, y, 1); }

}  // namespace chainrule
