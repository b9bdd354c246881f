// The work of a program for one example on single numbers: an op's rules on one lane, without a loop around them,
// compiled once for each kind of CPU.
#include <chainrule/engine/program/execute/record.hpp>
#include <chainrule/ops/kernels/recordings.hpp>
#include <chainrule/ops/kernels/single_kernels.hpp>
#include <chainrule/ops/list.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include <chainrule/ops/carriers/lanes_targets.hpp>
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/single_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace chainrule::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// clang-format off: each builds on the one before.
#include <chainrule/ops/carriers/lanes.inl>
#include <chainrule/ops/kernels/lanes_kernel.inl>
// clang-format on

using OneLane = hn::CappedTag<double, 1>;
using program::Execute;
using program::Record;
using Records = program::RecordKernels<double>;

/// The results of a rule on one lane.
template <class Rule> struct OnOneLane {
  static constexpr Recording kRules = kRecording<Rule>;
  using Steps = std::make_index_sequence<kRules.count>;
  Registers<OneLane, Rule, Steps> registers;

  HWY_INLINE explicit OnOneLane(const Record<double>& record) {
    const double* operands[Rule::kOperands];
    for (std::size_t i = 0; i < Rule::kOperands; ++i) operands[i] = record.in()[i].data;
    run(operands, Steps());
  }
  template <std::size_t Index> HWY_INLINE double result() {
    return hn::GetLane(kept<kRules.results[Index]>(registers).raw);
  }

 private:
  template <std::size_t... I> HWY_INLINE void run(const double* const* operands, std::index_sequence<I...>) {
    (perform<I>(registers, operands), ...);
  }
};

template <class Op> struct Single {
  static constexpr std::size_t kArity = arity_of<Op>;
  template <std::size_t I> static constexpr bool kHasPartial = ElementwiseKernels<Op>::template kHasPartial<I>;

  template <class Rule> static void one_result(const Record<double>& record, std::size_t) {
    *record.out = OnOneLane<Rule>(record).template result<0>();
  }

  /// The value, and the partials whose bits are set in Wanted.
  template <unsigned Wanted> static void with_partials(const Record<double>& record, std::size_t) {
    using Rule = std::conditional_t<Wanted == 0, ValueOf<Op>, ValueAndPartialsOf<Op, Wanted>>;
    double* const* const out = record.results();
    OnOneLane<Rule> rule(record);
    [&]<std::size_t... R>(std::index_sequence<R...>) HWY_ATTR { ((*out[R] = rule.template result<R>()), ...); }
    (std::make_index_sequence<kRecording<Rule>.result_count>());
  }

  template <std::size_t... I> static Records table(std::index_sequence<I...>) {
    return {.value = &one_result<ValueOf<Op>>,
            .contribution = {contribution_or_null<I>()...},
            .with_partials = with_partials_table(std::make_index_sequence<std::size_t{1} << kArity>())};
  }

 private:
  template <std::size_t I> static constexpr Execute<double> contribution_or_null() {
    if constexpr (kHasPartial<I>) return &one_result<ContributionOf<Op, I>>;
    return nullptr;
  }
  template <std::size_t... Wanted>
  static std::array<Execute<double>, 8> with_partials_table(std::index_sequence<Wanted...>) {
    return {with_partials_or_null<Wanted>(std::make_index_sequence<kArity>())...};
  }
  template <std::size_t Wanted, std::size_t... I>
  static constexpr Execute<double> with_partials_or_null(std::index_sequence<I...>) {
    if constexpr (((kHasPartial<I> || (Wanted >> I & 1U) == 0) && ...)) return &with_partials<Wanted>;
    return nullptr;
  }
};

void make_single_kernels(Records* table) {
  StandardOps::for_each([&]<class Op>() {
    if constexpr (kIsElementwise<Op>) *table = Single<Op>::table(std::make_index_sequence<arity_of<Op>>());
    ++table;
  });
}

}  // namespace
}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

CHAINRULE_EXPORT(make_single_kernels);

std::vector<program::RecordKernels<double>> single_kernels() {
  std::vector<program::RecordKernels<double>> kernels(StandardOps::kSize);
  CHAINRULE_DISPATCH(make_single_kernels)(kernels.data());
  return kernels;
}

}  // namespace chainrule
#endif
