// How an op of the list is applied to each carrier that people write formulas with: expressions, arrays, dual numbers.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/array.hpp>
#include <chainrule/ops/carriers/dual.hpp>
#include <chainrule/ops/list.hpp>

#include <concepts>
#include <span>
#include <type_traits>

namespace chainrule {

/// The carriers that hold whole tensors. A formula written against them builds graph or computes at once.
template <class X>
concept Tensor = std::same_as<X, Expr> || std::same_as<X, Array>;

/// All carriers that the elementwise functions are written for.
template <class X>
concept Carrier = Tensor<X> || std::same_as<X, Dual>;

template <class... Xs> struct FirstCarrier : std::type_identity<void> {};
template <class X, class... Rest>
struct FirstCarrier<X, Rest...> : std::conditional_t<Carrier<X>, std::type_identity<X>, FirstCarrier<Rest...>> {};

/// The carrier among the operands of a formula.
template <class... Xs> using CarrierOf = typename FirstCarrier<Xs...>::type;

/// The operands of one formula: of one carrier, but for plain numbers among them.
template <class... Xs>
concept Operands = Carrier<CarrierOf<Xs...>> &&((std::same_as<Xs, CarrierOf<Xs...>> || std::is_arithmetic_v<Xs>)&&...);

template <class... Xs>
concept TensorOperands = Operands<Xs...> && Tensor<CarrierOf<Xs...>>;

/// Bit i: no edge leads to operand i.
template <class Op> consteval std::uint32_t not_differentiable_of() {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < arity_of<Op>; ++i)
    if (Op::text.not_differentiable[i]) bits |= 1U << i;
  return bits;
}

/// The op as a graph that is built in bulk wants to know it.
template <class Op> inline constexpr StandardOp kStandardOp{StandardOps::slot_of<Op>(), not_differentiable_of<Op>()};

/// Structural ops and reductions over the examples have shapes and flags of their own: a graph never appends them in
/// bulk.
template <class Op> inline constexpr bool kAppendsInBulk = !requires { Op::kStructural; }
&&!requires { Op::kExampleReduction; };

/// Any number of operands, and attributes.
template <class Op> Expr apply_standard(std::span<const Expr> operands, const Attributes& attributes = {}) {
  for (const Expr& operand : operands)
    if (!operand.is_number()) return operand.graph()->apply(standard_info<Op>(), operands, attributes);
  throw GraphError("an operation on plain numbers alone belongs to no graph");
}

template <class Op> Expr apply_standard(const Expr& x) {
  if constexpr (!kAppendsInBulk<Op>) return apply_standard<Op>(std::span(&x, 1));
  if (!x.is_number()) return x.graph()->apply(kStandardOp<Op>, x);
  const double number = x.number();
  return standard_info<Op>().value(&number);
}

template <class Op> Expr apply_standard(const Expr& a, const Expr& b) {
  if constexpr (!kAppendsInBulk<Op>) {
    const Expr operands[] = {a, b};
    return apply_standard<Op>(std::span<const Expr>(operands));
  }
  Graph* const graph = a.is_number() ? b.graph() : a.graph();
  if (graph != nullptr) return graph->apply(kStandardOp<Op>, a, b);
  const double numbers[] = {a.number(), b.number()};
  return standard_info<Op>().value(numbers);
}

template <class Op> Expr apply_standard(const Expr& a, const Expr& b, const Expr& c) {
  const Expr operands[] = {a, b, c};
  const double numbers[] = {a.number(), b.number(), c.number()};
  if (a.is_number() && b.is_number() && c.is_number()) return standard_info<Op>().value(numbers);
  return apply_standard<Op>(std::span<const Expr>(operands));
}

template <class Op> Array apply_standard(std::span<const Array> operands, const Attributes& attributes = {}) {
  return apply(standard_info<Op>(), operands, attributes);
}

template <class Op, std::same_as<Array>... More> Array apply_standard(const Array& first, const More&... more) {
  const Array operands[] = {first, more...};
  return apply(standard_info<Op>(), operands);
}

template <class Op, std::same_as<Dual>... More> Dual apply_standard(const Dual& first, const More&... more) {
  return apply_dual<Op>({first, more...});
}

}  // namespace chainrule
