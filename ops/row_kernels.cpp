// Softmax and its relatives over rows of examples, made from the formulas of ops/exponential_sum.inl once for each kind
// of CPU.
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/list.hpp>
#include <chainrule/ops/row_kernels.hpp>

#include <bit>
#include <cmath>
#include <limits>

#include <chainrule/ops/lanes_targets.hpp>
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/row_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace chainrule::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using program::RowCall;

// clang-format off: the second builds on the first.
#include <chainrule/ops/exponential_sum.inl>
#include <chainrule/ops/lanes.inl>
// clang-format on

/// The examples of one vector, and where the elements of a group stand.
template <class D> struct GroupOfRows {
  using Real = hn::TFromD<D>;
  const RowCall<Real>& call;
  const Groups& groups;
  std::ptrdiff_t first;
  std::size_t lane;

  template <class Visit> HWY_INLINE void for_each(Visit visit) const {
    groups.for_each_of(first, [&](std::ptrdiff_t offset) HWY_ATTR {
      visit(Lanes<D>(hn::LoadU(D(), call.x + static_cast<std::size_t>(offset) * call.lanes + lane)), offset);
    });
  }
  HWY_INLINE void store(std::size_t element, Lanes<D> value) const {
    hn::StoreU(value.raw, D(), call.out + element * call.lanes + lane);
  }

  HWY_INLINE ExponentialSum<Lanes<D>> sum() const {
    using T = Lanes<D>;
    ExponentialSum<T> result{T(ExponentialSum<T>::kLeast), T(0)};
    for_each([&](T x, std::ptrdiff_t) HWY_ATTR { result.largest = max(result.largest, x); });
    T is_apart(0);  // 1 where one of the largest has been kept apart
    for_each([&](T x, std::ptrdiff_t) HWY_ATTR {
      const T e = exp(result.shifted(x));
      const T share = select(x == result.largest, select(is_apart == T(0), T(0), e), e);
      is_apart = select(x == result.largest, T(1), is_apart);
      result.others = result.others + share;
    });
    return result;
  }
};

/// Calls visit(group of rows, its number) for each vector of examples of each group.
template <class Real, class Visit>
HWY_INLINE void for_each_group(const RowCall<Real>& call, AxisSet axes, Visit visit) {
  using D = hn::ScalableTag<Real>;
  const Groups groups(*call.shape, axes);
  groups.for_each([&](std::size_t number, std::ptrdiff_t first) HWY_ATTR {
    for (std::size_t lane = 0; lane < call.lanes; lane += hn::Lanes(D()))
      visit(GroupOfRows<D>{call, groups, first, lane}, number);
  });
}

template <class Real> void log_sum_exp(const RowCall<Real>& call) {
  for_each_group(call, AxisReduction::axes(*call.shape, *call.attributes),
                 [](const auto& group, std::size_t number) HWY_ATTR { group.store(number, group.sum().logarithm()); });
}

template <class Real> void softmax(const RowCall<Real>& call) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes), [](const auto& group, std::size_t) HWY_ATTR {
    const auto sum = group.sum();
    group.for_each([&](auto x, std::ptrdiff_t offset)
                       HWY_ATTR { group.store(static_cast<std::size_t>(offset), sum.softmax(x)); });
  });
}

template <class Real> void log_softmax(const RowCall<Real>& call) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes), [](const auto& group, std::size_t) HWY_ATTR {
    const auto sum = group.sum();
    group.for_each([&](auto x, std::ptrdiff_t offset)
                       HWY_ATTR { group.store(static_cast<std::size_t>(offset), sum.log_softmax(x)); });
  });
}

template <class Real> RowKernels<Real> row_kernels() {
  return {.logsumexp = &log_sum_exp<Real>, .softmax = &softmax<Real>, .log_softmax = &log_softmax<Real>};
}
RowKernels<double> double_row_kernels() { return row_kernels<double>(); }
RowKernels<float> float_row_kernels() { return row_kernels<float>(); }

}  // namespace
}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace chainrule {

HWY_EXPORT(double_row_kernels);
HWY_EXPORT(float_row_kernels);

namespace {

template <class Real> program::RowKernel<Real> find(const RowKernels<Real>& kernels, const OpInfo& op) {
  if (&op == &standard_info<LogSumExp>()) return kernels.logsumexp;
  if (&op == &standard_info<Softmax>()) return kernels.softmax;
  if (&op == &standard_info<LogSoftmax>()) return kernels.log_softmax;
  return nullptr;
}

}  // namespace

program::RowKernel<double> double_rows_of(const OpInfo& op) {
  static const RowKernels<double> kKernels = HWY_DYNAMIC_DISPATCH(double_row_kernels)();
  return find(kKernels, op);
}

program::RowKernel<float> float_rows_of(const OpInfo& op) {
  static const RowKernels<float> kKernels = HWY_DYNAMIC_DISPATCH(float_row_kernels)();
  return find(kKernels, op);
}

}  // namespace chainrule
#endif
