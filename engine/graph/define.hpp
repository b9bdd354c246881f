// From an op's struct to OpInfo: the compile-time check of the definition and its erasure.
#pragma once

#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/graph/expr.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/op/chain_rule.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace chainrule {

/// For an operand that is marked not differentiable, where a list of partials needs an entry for it.
struct NoPartial {};
inline constexpr NoPartial no_partial{};

/// The rule as a book prints it: the op's own, but for what it declares a textbook form of.
template <class Op> struct Textbook {
  static constexpr const auto& text = Op::text;
  template <class... T> static auto value(const T&... in) {
    if constexpr (requires { Op::textbook_value(in...); })
      return Op::textbook_value(in...);
    else
      return Op::value(in...);
  }
  template <class... T> static auto partials(const T&... in) {
    if constexpr (requires { Op::textbook_partials(in...); })
      return Op::textbook_partials(in...);
    else
      return Op::partials(in...);
  }
};

/// An op declares this as `using Stable = Fuses<operand, Inner, Fused>`.
template <std::size_t Operand, class Inner, class Fused> struct Fuses {
  static constexpr std::size_t kOperand = Operand;
  using InnerOp = Inner;
  using FusedOp = Fused;
};

namespace checking {

template <class Op, std::size_t... I> consteval bool has_value(std::index_sequence<I...>) {
  return requires(Number x) {
    { Op::value((void(I), x)...) } -> std::convertible_to<double>;
  };
}

template <class Op, std::size_t... I> consteval bool has_partials(std::index_sequence<I...>) {
  return requires(Number x) { Op::partials((void(I), x)..., x); };
}

template <class Op, std::size_t... I> consteval std::size_t partial_count(std::index_sequence<I...>) {
  return std::tuple_size_v<decltype(Op::partials((void(I), Number())..., Number()))>;
}

template <class Op, std::size_t... I> consteval bool has_kink(std::index_sequence<I...>) {
  return requires(Number x) { Op::kink((void(I), x)...); };
}

/// Partials are needed up to the last operand that is differentiable.
template <class Op> consteval std::size_t needed_partials() {
  std::size_t needed = 0;
  for (std::size_t i = 0; i < arity_of<Op>; ++i)
    if (!Op::text.not_differentiable[i]) needed = i + 1;
  return needed;
}

consteval bool is_name(std::string_view name) {
  if (name.empty() || !((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_')) return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return true;
}

template <class Op> consteval bool has_distinct_args() {
  for (std::size_t i = 0; i < arity_of<Op>; ++i) {
    if (Op::text.args[i].empty()) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (Op::text.args[i] == Op::text.args[j]) return false;
  }
  return true;
}

template <class Op> consteval bool has_sound_domain() {
  for (const Interval& interval : Op::text.domain)
    if (!(interval.low <= interval.high)) return false;
  return true;
}

template <class Op> consteval bool is_sound() {
  static_assert(
      requires { Op::text.name; }, "an op needs: static constexpr OpText<N> text{.name = ..., .args = {...}}");
  static_assert(is_name(Op::text.name), "an op's name is lower-case letters, digits and _, as the text form calls it");
  static_assert(has_distinct_args<Op>(), "an op names each of its operands in text.args, all differently");
  static_assert(has_sound_domain<Op>(), "an interval of text.domain is empty: low must not exceed high");
  return true;
}

template <class Op> consteval bool is_sound_rule() {
  static_assert(arity_of<Op> >= 1 && arity_of<Op> <= 3, "an elementwise op has one to three operands");
  constexpr auto kOperands = std::make_index_sequence<arity_of<Op>>();
  static_assert(has_value<Op>(kOperands), "an op needs: template <class T> static T value(T, ...), one T per operand");
  if constexpr (needed_partials<Op>() > 0) {
    static_assert(has_partials<Op>(kOperands),
                  "an op needs: template <class T> static Partials<T, N> partials(T, ..., T out), one T per operand "
                  "and the value");
    static_assert(partial_count<Op>(kOperands) >= needed_partials<Op>(),
                  "an op needs one partial per operand; mark operands without one in text.not_differentiable");
  }
  return true;
}

}  // namespace checking

/// The kernels of an elementwise op, instantiated from its rule.
template <class Op> struct ElementwiseKernels {
  static constexpr std::size_t N = arity_of<Op>;

  template <std::size_t I>
  static constexpr bool kHasPartial = I < checking::needed_partials<Op>() && !Op::text.not_differentiable[I];

  static double value(const double* in) { return value_at<Op>(in); }

  static double partial(std::size_t operand, const double* in, double out) {
    return with_operand<N>(operand, [&](auto index) -> double {
      if constexpr (kHasPartial<index()>) return partial_at<Op, index()>(in, out);
      return 0;
    });
  }

  static void forward(double* out, const Strided* in, std::size_t count) {
    const std::array<Strided, N> runs = copy(in);
    for (std::size_t k = 0; k < count; ++k) {
      const std::array<double, N> element = gather(runs, k);
      out[k] = value_at<Op>(element.data());
    }
  }

  static void contribution(std::size_t operand, double* result, Strided cotangent, const Strided* in, Strided out,
                           std::size_t count) {
    with_operand<N>(operand, [&](auto index) {
      if constexpr (kHasPartial<index()>) {
        const std::array<Strided, N> runs = copy(in);
        for (std::size_t k = 0; k < count; ++k) {
          const std::array<double, N> element = gather(runs, k);
          result[k] = contribution_at<Op, index()>(cotangent[k], element.data(), out[k]);
        }
      } else {
        std::fill(result, result + count, 0.0);
      }
    });
  }

  static Expr value_expression(const Expr* in, Form form) {
    return form == Form::textbook ? value_at<Textbook<Op>>(in) : value_at<Op>(in);
  }

  static Expr partial_expression(std::size_t operand, const Expr* in, const Expr& out, Form form) {
    return with_operand<N>(operand, [&](auto index) -> Expr {
      if constexpr (kHasPartial<index()>) {
        return form == Form::textbook ? partial_at<Textbook<Op>, index()>(in, out) : partial_at<Op, index()>(in, out);
      }
      return 0;
    });
  }

 private:
  static std::array<Strided, N> copy(const Strided* in) {
    std::array<Strided, N> runs;
    std::copy(in, in + N, runs.begin());
    return runs;
  }
  static std::array<double, N> gather(const std::array<Strided, N>& runs, std::size_t k) {
    std::array<double, N> element;
    for (std::size_t i = 0; i < N; ++i) element[i] = runs[i][k];
    return element;
  }
};

/// Bit i: no edge leads to operand i.
template <class Op> consteval std::uint32_t not_differentiable_mask() {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < arity_of<Op>; ++i)
    if (Op::text.not_differentiable[i]) mask |= 1U << i;
  return mask;
}

template <class Op> consteval OpInfo describe();

/// The one description of an op.
template <class Op> inline constexpr OpInfo info = describe<Op>();

template <class Rule>
inline constexpr StableRule stable_rule{Rule::kOperand, &info<typename Rule::InnerOp>, &info<typename Rule::FusedOp>};

/// The op as plain data. Malformed definitions do not compile; the message says what is missing.
template <class Op> consteval OpInfo describe() {
  static_assert(checking::is_sound<Op>());
  const auto& text = Op::text;
  OpInfo result;
  result.arity = static_cast<std::uint8_t>(arity_of<Op>);
  result.notation = text.notation;
  result.arithmetic = text.arithmetic;
  result.commutative = text.commutative;
  result.gated = text.gated;
  result.saturates = text.saturates;
  result.stops = text.stops;
  result.variadic = text.variadic;
  result.precedence = text.precedence;
  result.not_differentiable = not_differentiable_mask<Op>();
  result.name = text.name;
  result.symbol = text.symbol;
  result.result = text.result;
  result.latex = text.latex;
  result.summary = text.summary;
  result.args = text.args;
  result.domain = text.domain;
  std::size_t attributes = 0;
  while (attributes < text.attributes.size() && !text.attributes[attributes].name.empty()) ++attributes;
  result.attributes = std::span(text.attributes).first(attributes);
  if constexpr (requires { typename Op::Stable; }) result.stable = &stable_rule<typename Op::Stable>;
  if constexpr (requires { typename Op::StoppingAtZero; }) result.stopping = &info<typename Op::StoppingAtZero>;
  if constexpr (requires { Op::kStructural; }) {
    result.kind = OpKind::structural;
    if constexpr (requires { Op::kStructure; }) result.structure = Op::kStructure;
    if constexpr (requires { &Op::kept_shape; }) result.kept_shape = &Op::kept_shape;
    if constexpr (requires(Expr x) { Op::fold(x, x); })
      result.fold_expression = [](const Expr& so_far, const Expr& next) { return Op::fold(so_far, next); };
    result.shape = &Op::shape;
    result.kernel = &Op::kernel;
    result.vjp_expression = &Op::template vjp<Expr>;
    result.jvp_expression = &Op::template jvp<Expr>;
    result.vjp_array = &Op::template vjp<Array>;
    result.jvp_array = &Op::template jvp<Array>;
  } else if constexpr (requires { Op::kExampleReduction; }) {
    result.kind = OpKind::example_reduction;
    result.value = [](const double* in) -> double { return Op::value(Number(in[0]), Number(in[1])); };
    result.partial = [](std::size_t, const double* in, double out) -> double {
      return Op::partials(Number(in[0]), Number(in[1]), Number(out))[0];
    };
    result.value_expression = [](const Expr* in, Form) { return Op::value(in[0], in[1]); };
    result.partial_expression = [](std::size_t, const Expr* in, const Expr& out, Form) {
      return Op::partials(in[0], in[1], out)[0];
    };
    result.of_shared = [](const Expr& shared, const Expr& examples) { return Op::of_shared(shared, examples); };
  } else {
    static_assert(checking::is_sound_rule<Op>());
    using Kernels = ElementwiseKernels<Op>;
    result.kind = OpKind::elementwise;
    result.value = &Kernels::value;
    result.partial = &Kernels::partial;
    result.forward = &Kernels::forward;
    result.contribution = &Kernels::contribution;
    result.value_expression = &Kernels::value_expression;
    result.partial_expression = &Kernels::partial_expression;
    if constexpr (requires(Number x) { Op::reflected(x); })
      result.reflection = [](const Expr& out) { return Op::reflected(out); };
    if constexpr (checking::has_kink<Op>(std::make_index_sequence<arity_of<Op>>()))
      result.kink = [](const double* in) -> double {
        return [&]<std::size_t... I>(std::index_sequence<I...>) { return Op::kink(Number(in[I])...); }
        (std::make_index_sequence<arity_of<Op>>());
      };
  }
  return result;
}

/// The op applied to expressions: for ops outside the standard list, the user's own among them. Plain numbers alone
/// give a plain number.
template <class Op, class... Operands> Expr apply(const Operands&... operands) {
  const Expr list[] = {Expr(operands)...};
  for (const Expr& operand : list)
    if (!operand.is_number()) return operand.graph()->apply(info<Op>, list);
  if constexpr (!requires { Op::kStructural; }) {
    const double numbers[] = {Expr(operands).number()...};
    return info<Op>.value(numbers);
  }
  throw GraphError("an operation on plain numbers alone belongs to no graph");
}

}  // namespace chainrule
