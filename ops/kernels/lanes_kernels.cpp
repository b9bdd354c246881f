// The kernels of the elementwise ops on lanes of doubles, made from their rules once for each kind of CPU; the one at
// hand is found at run time.
#include <chainrule/engine/program/execute/record.hpp>
#include <chainrule/ops/kernels/lanes_kernels.hpp>
#include <chainrule/ops/kernels/recordings.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include <chainrule/ops/carriers/lanes_targets.hpp>
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/lanes_kernels.cpp"
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
#include <chainrule/ops/kernels/lanes_table.inl>
// clang-format on

void make_double_lane_kernels(LaneKernels<double>* table) { make_lane_kernels(table); }

}  // namespace
}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

CHAINRULE_EXPORT(make_double_lane_kernels);

std::vector<LaneKernels<double>> lane_kernels() {
  std::vector<LaneKernels<double>> result(StandardOps::kSize);
  CHAINRULE_DISPATCH(make_double_lane_kernels)(result.data());
  return result;
}

}  // namespace chainrule
#endif
