// Exponentials, logarithms, trigonometric and logistic functions, on expressions, arrays and dual numbers.
#pragma once

#include <chainrule/ops/apply/apply.hpp>

namespace chainrule {

template <Carrier X> X exp(const X& x) { return apply_standard<Exp>(x); }
template <Carrier X> X expm1(const X& x) { return apply_standard<Expm1>(x); }
template <Carrier X> X log(const X& x) { return apply_standard<Log>(x); }
template <Carrier X> X log1p(const X& x) { return apply_standard<Log1p>(x); }
template <Carrier X> X sin(const X& x) { return apply_standard<Sin>(x); }
template <Carrier X> X cos(const X& x) { return apply_standard<Cos>(x); }
template <Carrier X> X tan(const X& x) { return apply_standard<Tan>(x); }
template <Carrier X> X asin(const X& x) { return apply_standard<Asin>(x); }
template <Carrier X> X acos(const X& x) { return apply_standard<Acos>(x); }
template <Carrier X> X atan(const X& x) { return apply_standard<Atan>(x); }
template <Carrier X> X sinh(const X& x) { return apply_standard<Sinh>(x); }
template <Carrier X> X cosh(const X& x) { return apply_standard<Cosh>(x); }
template <Carrier X> X tanh(const X& x) { return apply_standard<Tanh>(x); }
template <Carrier X> X erf(const X& x) { return apply_standard<Erf>(x); }
template <Carrier X> X sigmoid(const X& x) { return apply_standard<Sigmoid>(x); }
template <Carrier X> X softplus(const X& x) { return apply_standard<Softplus>(x); }
template <Carrier X> X sigmoid_slope(const X& z) { return apply_standard<SigmoidSlope>(z); }
template <Carrier X> X tanh_slope(const X& x) { return apply_standard<TanhSlope>(x); }

// As the rules of sigmoid and tanh, which have the value at hand, ask for their derivatives.
inline Expr sigmoid_slope(const Expr& z, const Expr&) { return sigmoid_slope(z); }
inline Expr tanh_slope(const Expr& x, const Expr&) { return tanh_slope(x); }

/// x · log y, but 0 where x = 0
template <class A, class B>
requires Operands<A, B>
auto xlogy(const A& x, const B& y) { return apply_standard<XLogY>(CarrierOf<A, B>(x), CarrierOf<A, B>(y)); }
/// The loss of the prediction a for the label y.
template <class A, class B>
requires Operands<A, B>
auto log_loss(const A& a, const B& y) { return apply_standard<LogLoss>(CarrierOf<A, B>(a), CarrierOf<A, B>(y)); }
/// log_loss(sigmoid(z), y), finite wherever z is
template <class A, class B>
requires Operands<A, B>
auto log_loss_with_logit(const A& z, const B& y) {
  return apply_standard<LogLossWithLogit>(CarrierOf<A, B>(z), CarrierOf<A, B>(y));
}

}  // namespace chainrule
