// What a program for one example does with single numbers: an op's rule on the number carrier, without a loop around
// it.
#include <chainrule/ops/list.hpp>
#include <chainrule/ops/recordings.hpp>
#include <chainrule/ops/single_kernels.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <type_traits>
#include <utility>

namespace chainrule {

namespace {

using program::Record;
using Records = program::RecordKernels<double>;

template <std::size_t N> std::array<double, N> gathered(const StridedOf<double>* operands) {
  std::array<double, N> in;
  for (std::size_t i = 0; i < N; ++i) in[i] = *operands[i].data;
  return in;
}

inline Number in_each_lane(double (*function)(double, double), Number x, Number y) { return function(x, y); }

#include <chainrule/ops/perform.inl>

/// A recording's rules on numbers: each primitive once, however many rules it serves.
template <class Rule> struct OnNumbers {
  static constexpr const Recording& kRules = kRecording<Rule>;
  std::array<Number, kRules.count> numbers;
  std::array<bool, kRules.count> masks;

  explicit OnNumbers(const StridedOf<double>* operands) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (perform<I>(operands), ...); }
    (std::make_index_sequence<kRules.count>());
  }
  double result(std::size_t index) const { return numbers[kRules.results[index]]; }

 private:
  template <std::size_t I> [[gnu::always_inline]] void perform(const StridedOf<double>* operands) {
    constexpr RecordedStep kStep = kRules.steps[I];
    constexpr Primitive kPrimitive = kStep.primitive;
    if constexpr (kPrimitive == Primitive::operand)
      numbers[I] = *operands[kStep.a].data;
    else if constexpr (kPrimitive == Primitive::constant)
      numbers[I] = std::bit_cast<double>(kStep.constant);
    else if constexpr (kPrimitive == Primitive::select)
      numbers[I] = select(masks[kStep.a], numbers[kStep.b], numbers[kStep.c]);
    else if constexpr (kPrimitive == Primitive::min)
      numbers[I] = min(numbers[kStep.a], numbers[kStep.b]);
    else if constexpr (kPrimitive == Primitive::max)
      numbers[I] = max(numbers[kStep.a], numbers[kStep.b]);
    else if constexpr (is_unary(kPrimitive))
      numbers[I] = Perform<kPrimitive>::of(numbers[kStep.a]);
    else if constexpr (gives_mask(kPrimitive))
      masks[I] = Perform<kPrimitive>::of(numbers[kStep.a], numbers[kStep.b]);
    else
      numbers[I] = Perform<kPrimitive>::of(numbers[kStep.a], numbers[kStep.b]);
  }
};

template <class Op> struct Single {
  static constexpr std::size_t kArity = arity_of<Op>;
  template <std::size_t I> static constexpr bool kHasPartial = ElementwiseKernels<Op>::template kHasPartial<I>;

  static void value(const Record<double>& record, std::size_t) {
    *record.out = value_at<Op>(gathered<kArity>(record.in()).data());
  }

  template <std::size_t I> static void contribution(const Record<double>& record, std::size_t) {
    const StridedOf<double>* const operands = record.in();
    const auto in = gathered<kArity>(operands);
    *record.out = contribution_at<Op, I>(*operands[kArity + 1].data, in.data(), *operands[kArity].data);
  }

  /// The value, and the partials whose bits are set in Wanted.
  template <unsigned Wanted> static void with_partials(const Record<double>& record, std::size_t) {
    using Rule = std::conditional_t<Wanted == 0, ValueOf<Op>, ValueAndPartialsOf<Op, Wanted>>;
    double* const* const out = static_cast<double* const*>(record.detail);
    const OnNumbers<Rule> rule(record.in());
    for (std::size_t i = 0; i < kRecording<Rule>.result_count; ++i) *out[i] = rule.result(i);
  }

  template <std::size_t... I> static Records table(std::index_sequence<I...>) {
    return {.value = &value,
            .contribution = {contribution_or_null<I>()...},
            .with_partials = with_partials_table(std::make_index_sequence<std::size_t{1} << kArity>())};
  }

 private:
  template <std::size_t I> static constexpr Record<double>::Execute contribution_or_null() {
    if constexpr (kHasPartial<I>) return &contribution<I>;
    return nullptr;
  }
  template <std::size_t... Wanted>
  static std::array<Record<double>::Execute, 8> with_partials_table(std::index_sequence<Wanted...>) {
    return {with_partials_or_null<Wanted>(std::make_index_sequence<kArity>())...};
  }
  template <std::size_t Wanted, std::size_t... I>
  static constexpr Record<double>::Execute with_partials_or_null(std::index_sequence<I...>) {
    if constexpr (((kHasPartial<I> || (Wanted >> I & 1U) == 0) && ...)) return &with_partials<Wanted>;
    return nullptr;
  }
};

}  // namespace

std::vector<program::RecordKernels<double>> single_kernels() {
  std::vector<program::RecordKernels<double>> kernels;
  StandardOps::for_each([&]<class Op>() {
    constexpr bool kIsRule = !requires { Op::kStructural; }
    &&!requires { Op::kExampleReduction; };
    if constexpr (kIsRule)
      kernels.push_back(Single<Op>::table(std::make_index_sequence<arity_of<Op>>()));
    else
      kernels.emplace_back();
  });
  return kernels;
}

}  // namespace chainrule
