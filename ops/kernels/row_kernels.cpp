// Softmax and its relatives over rows of examples, made from the formulas of ops/exponential_sum.inl once for each kind
// of CPU.
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/kernels/row_kernels.hpp>
#include <chainrule/ops/list.hpp>

#include <bit>
#include <cmath>
#include <limits>

#include <chainrule/ops/carriers/lanes_targets.hpp>
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/row_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace chainrule::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using program::RowCall;

// clang-format off: the second builds on the first.
#include <chainrule/ops/carriers/exponential_sum.inl>
#include <chainrule/ops/carriers/lanes.inl>
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
      visit(Lanes<D>(hn::LoadU(D(), call.x + static_cast<std::size_t>(offset) * call.block_size + lane)), offset);
    });
  }
  HWY_INLINE void store(Real* out, std::ptrdiff_t element, Lanes<D> value) const {
    hn::StoreU(value.raw, D(), out + static_cast<std::size_t>(element) * call.block_size + lane);
  }

  /// Calls keep(exponential, offset) for each of the exponentials.
  template <class Keep> HWY_INLINE ExponentialSum<Lanes<D>> sum(Keep keep) const {
    using T = Lanes<D>;
    ExponentialSum<T> result{T(ExponentialSum<T>::kLeast), T(0)};
    for_each([&](T x, std::ptrdiff_t) HWY_ATTR { result.largest = max(result.largest, x); });
    T is_apart(0);  // 1 where one of the largest has been kept apart
    for_each([&](T x, std::ptrdiff_t offset) HWY_ATTR {
      const T e = exp(result.shifted(x));
      keep(e, offset);
      const T share = select(x == result.largest, select(is_apart == T(0), T(0), e), e);
      is_apart = select(x == result.largest, T(1), is_apart);
      result.others = result.others + share;
    });
    return result;
  }
  HWY_INLINE ExponentialSum<Lanes<D>> sum() const {
    return sum([](Lanes<D>, std::ptrdiff_t) HWY_ATTR {});
  }

  /// Writes share_of(sum, exponential) of the exponentials; its room keeps them until their sum is known.
  template <class ShareOf> HWY_INLINE ExponentialSum<Lanes<D>> sum_with(Real* out, ShareOf share_of) const {
    const auto result = sum([&](Lanes<D> e, std::ptrdiff_t offset) HWY_ATTR { store(out, offset, e); });
    groups.for_each_of(first, [&](std::ptrdiff_t offset) HWY_ATTR {
      const Real* const kept = out + static_cast<std::size_t>(offset) * call.block_size + lane;
      store(out, offset, share_of(result, Lanes<D>(hn::LoadU(D(), kept))));
    });
    return result;
  }
  HWY_INLINE ExponentialSum<Lanes<D>> sum_with_softmax(Real* out) const {
    return sum_with(out, [](const auto& sum, Lanes<D> e) HWY_ATTR { return sum.share(e); });
  }
  HWY_INLINE ExponentialSum<Lanes<D>> sum_with_slope(Real* out) const {
    return sum_with(out, [](const auto& sum, Lanes<D> e) HWY_ATTR { return sum.slope(e); });
  }
  HWY_INLINE void store_log_softmax(Real* out, const ExponentialSum<Lanes<D>>& sum) const {
    for_each([&](Lanes<D> x, std::ptrdiff_t offset) HWY_ATTR { store(out, offset, sum.log_softmax(x)); });
  }
};

/// Calls visit(group of rows, its number) for each vector of examples of each group.
template <class Real, class Visit>
HWY_INLINE void for_each_group(const RowCall<Real>& call, AxisSet axes, Visit visit) {
  using D = hn::ScalableTag<Real>;
  const Groups groups(*call.shape, axes);
  groups.for_each([&](std::size_t number, std::ptrdiff_t first) HWY_ATTR {
    for (std::size_t lane = 0; lane < call.block_size; lane += hn::Lanes(D()))
      visit(GroupOfRows<D>{call, groups, first, lane}, static_cast<std::ptrdiff_t>(number));
  });
}

template <class Real> void log_sum_exp(const RowCall<Real>& call) {
  for_each_group(call, AxisReduction::axes(*call.shape, *call.attributes),
                 [](const auto& group, std::ptrdiff_t number)
                     HWY_ATTR { group.store(group.call.out, number, group.sum().logarithm()); });
}

template <class Real> void softmax(const RowCall<Real>& call) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes),
                 [](const auto& group, std::ptrdiff_t) HWY_ATTR { group.sum_with_softmax(group.call.out); });
}

template <class Real> void log_sum_exp_slope(const RowCall<Real>& call) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes),
                 [](const auto& group, std::ptrdiff_t) HWY_ATTR { group.sum_with_slope(group.call.out); });
}

template <class Real> void log_softmax(const RowCall<Real>& call) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes), [](const auto& group, std::ptrdiff_t) HWY_ATTR {
    group.store_log_softmax(group.call.out, group.sum());
  });
}

// Two ops at once; the one that was written down first says along which axes, in its own way.

template <class Axes, class Real> void log_sum_exp_and_slope(const RowCall<Real>& call, Real* logs, Real* slopes) {
  for_each_group(call, Axes::axes(*call.shape, *call.attributes),
                 [&](const auto& group, std::ptrdiff_t number)
                     HWY_ATTR { group.store(logs, number, group.sum_with_slope(slopes).logarithm()); });
}
template <class Real> void log_sum_exp_and_slope(const RowCall<Real>& call) {
  log_sum_exp_and_slope<AxisReduction>(call, call.out, call.second);
}
template <class Real> void slope_and_log_sum_exp(const RowCall<Real>& call) {
  log_sum_exp_and_slope<AlongAxes>(call, call.second, call.out);
}

template <class Real> void log_softmax_and_softmax(const RowCall<Real>& call, Real* logs, Real* shares) {
  for_each_group(call, AlongAxes::axes(*call.shape, *call.attributes), [&](const auto& group, std::ptrdiff_t) HWY_ATTR {
    group.store_log_softmax(logs, group.sum_with_softmax(shares));
  });
}
template <class Real> void log_softmax_and_softmax(const RowCall<Real>& call) {
  log_softmax_and_softmax(call, call.out, call.second);
}
template <class Real> void softmax_and_log_softmax(const RowCall<Real>& call) {
  log_softmax_and_softmax(call, call.second, call.out);
}

template <class Real> RowKernels<Real> row_kernels() {
  return {.logsumexp = &log_sum_exp<Real>,
          .softmax = &softmax<Real>,
          .log_softmax = &log_softmax<Real>,
          .logsumexp_slope = &log_sum_exp_slope<Real>,
          .logsumexp_and_slope = &log_sum_exp_and_slope<Real>,
          .slope_and_logsumexp = &slope_and_log_sum_exp<Real>,
          .log_softmax_and_softmax = &log_softmax_and_softmax<Real>,
          .softmax_and_log_softmax = &softmax_and_log_softmax<Real>};
}
RowKernels<double> double_row_kernels() { return row_kernels<double>(); }
RowKernels<float> float_row_kernels() { return row_kernels<float>(); }

}  // namespace
}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

CHAINRULE_EXPORT(double_row_kernels);
CHAINRULE_EXPORT(float_row_kernels);

namespace {

template <class Real> program::RowKernel<Real> find(const RowKernels<Real>& kernels, const OpInfo& op) {
  if (&op == &standard_info<LogSumExp>()) return kernels.logsumexp;
  if (&op == &standard_info<Softmax>()) return kernels.softmax;
  if (&op == &standard_info<LogSoftmax>()) return kernels.log_softmax;
  if (&op == &standard_info<LogSumExpSlope>()) return kernels.logsumexp_slope;
  return nullptr;
}

template <class Real>
program::RowKernel<Real> find(const RowKernels<Real>& kernels, const program::RowOp& first,
                              const program::RowOp& second, const Shape& shape) {
  const auto is = [](const program::RowOp& row, const OpInfo& op) { return row.op == &op; };
  const bool is_second = is(second, standard_info<Softmax>()) || is(second, standard_info<LogSumExpSlope>());
  const program::RowOp &shares = is_second ? second : first, &other = is_second ? first : second;
  const AxisSet axes = AlongAxes::axes(shape, *shares.attributes);
  if (is(shares, standard_info<LogSumExpSlope>()) && is(other, standard_info<LogSumExp>()) &&
      AxisReduction::axes(shape, *other.attributes) == axes)
    return is_second ? kernels.logsumexp_and_slope : kernels.slope_and_logsumexp;
  if (is(shares, standard_info<Softmax>()) && is(other, standard_info<LogSoftmax>()) &&
      AlongAxes::axes(shape, *other.attributes) == axes)
    return is_second ? kernels.log_softmax_and_softmax : kernels.softmax_and_log_softmax;
  return nullptr;
}

const RowKernels<double>& double_kernels() {
  static const RowKernels<double> kKernels = CHAINRULE_DISPATCH(double_row_kernels)();
  return kKernels;
}
const RowKernels<float>& float_kernels() {
  static const RowKernels<float> kKernels = CHAINRULE_DISPATCH(float_row_kernels)();
  return kKernels;
}

}  // namespace

program::RowKernel<double> double_rows_of(const OpInfo& op) { return find(double_kernels(), op); }
program::RowKernel<float> float_rows_of(const OpInfo& op) { return find(float_kernels(), op); }
program::RowKernel<double> double_joined_rows_of(const program::RowOp& first, const program::RowOp& second,
                                                 const Shape& shape) {
  return find(double_kernels(), first, second, shape);
}
program::RowKernel<float> float_joined_rows_of(const program::RowOp& first, const program::RowOp& second,
                                               const Shape& shape) {
  return find(float_kernels(), first, second, shape);
}

}  // namespace chainrule
#endif
