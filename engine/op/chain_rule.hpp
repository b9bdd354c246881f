// One op's own share of the chain rule, for any carrier: its value, one partial, one contribution.
#pragma once

#include <chainrule/engine/op/number.hpp>
#include <chainrule/engine/op/op.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace chainrule {

template <class Op> inline constexpr std::size_t arity_of = Op::text.args.size();

/// The type a rule computes with: a double is handed to it as a Number.
template <class T> struct Carried : std::type_identity<T> {};
template <> struct Carried<double> : std::type_identity<Number> {};
template <class T> using CarrierFor = typename Carried<T>::type;

template <class Op, class T, std::size_t... I> constexpr T value_from(const T* in, std::index_sequence<I...>) {
  return Op::value(CarrierFor<T>(in[I])...);
}

/// The op's value at in[0], in[1], ...
template <class Op, class T> constexpr T value_at(const T* in) {
  return value_from<Op>(in, std::make_index_sequence<arity_of<Op>>());
}

template <std::size_t I, class T, class List> constexpr T entry(const List& partials) {
  using Entry = std::tuple_element_t<I, List>;
  if constexpr (std::is_invocable_v<Entry>)
    return std::get<I>(partials)();
  else
    return std::get<I>(partials);
}

template <class Op, std::size_t I, class T, std::size_t... J>
constexpr T partial_from(const T* in, const T& out, std::index_sequence<J...>) {
  return entry<I, T>(Op::partials(CarrierFor<T>(in[J])..., CarrierFor<T>(out)));
}

/// The derivative of the op's value `out` by its operand I.
template <class Op, std::size_t I, class T> constexpr T partial_at(const T* in, const T& out) {
  return partial_from<Op, I>(in, out, std::make_index_sequence<arity_of<Op>>());
}

/// The cotangent's change on its way back along an edge: cotangent · partial. A gated op lets nothing through where
/// its partial is 0, not even an infinity.
template <class Op, class T> constexpr T along_edge(const T& cotangent, const T& partial) {
  if constexpr (Op::text.gated)
    return mul0(CarrierFor<T>(partial), CarrierFor<T>(cotangent));
  else
    return cotangent * partial;
}

template <class Op, std::size_t I, class T> constexpr T contribution_at(const T& cotangent, const T* in, const T& out) {
  return along_edge<Op, T>(cotangent, partial_at<Op, I>(in, out));
}

/// The mark of a cotangent that nothing has contributed to: a NaN of a payload that no arithmetic makes, since it is
/// replaced, not added to. So a node off every path adds nothing, and a first contribution of −0 stays −0.
inline constexpr std::uint64_t kUntouched = 0x7FF8'C0DE'0000'0001U;

inline bool is_untouched(double cotangent) { return std::bit_cast<std::uint64_t>(cotangent) == kUntouched; }

/// cotangent += share: the sum over a node's consumers.
inline void accumulate(double& cotangent, double share) {
  cotangent = is_untouched(cotangent) ? share : cotangent + share;
}

/// Calls visit(integral constant I) for the operand that is only known at run time.
template <std::size_t N, class Visit> decltype(auto) with_operand(std::size_t operand, Visit visit) {
  if constexpr (N == 1) {
    return visit(std::integral_constant<std::size_t, 0>());
  } else if constexpr (N == 2) {
    if (operand == 0) return visit(std::integral_constant<std::size_t, 0>());
    return visit(std::integral_constant<std::size_t, 1>());
  } else {
    static_assert(N == 3, "elementwise ops have one to three operands");
    if (operand == 0) return visit(std::integral_constant<std::size_t, 0>());
    if (operand == 1) return visit(std::integral_constant<std::size_t, 1>());
    return visit(std::integral_constant<std::size_t, 2>());
  }
}

}  // namespace chainrule
