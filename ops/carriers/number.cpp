// The elementary functions of numbers: of lanes, one at a time, compiled once for each kind of CPU.
#include <chainrule/ops/carriers/number.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include <chainrule/ops/carriers/lanes_targets.hpp>
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/carriers/number.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace chainrule::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

#include <chainrule/ops/carriers/lanes.inl>

using OneLane = hn::CappedTag<double, 1>;

#define CHAINRULE_OF_NUMBER(name) \
  double name##_of_number(double x) { return hn::GetLane(name(Lanes<OneLane>(x)).raw); }
CHAINRULE_OF_NUMBER(exp)
CHAINRULE_OF_NUMBER(expm1)
CHAINRULE_OF_NUMBER(log)
CHAINRULE_OF_NUMBER(log1p)
CHAINRULE_OF_NUMBER(sin)
CHAINRULE_OF_NUMBER(cos)
CHAINRULE_OF_NUMBER(tanh)
#undef CHAINRULE_OF_NUMBER

}  // namespace
}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

#define CHAINRULE_NUMBER(name)        \
  CHAINRULE_EXPORT(name##_of_number); \
  Number name(Number x) { return CHAINRULE_DISPATCH(name##_of_number)(x.value); }
CHAINRULE_NUMBER(exp)
CHAINRULE_NUMBER(expm1)
CHAINRULE_NUMBER(log)
CHAINRULE_NUMBER(log1p)
CHAINRULE_NUMBER(sin)
CHAINRULE_NUMBER(cos)
CHAINRULE_NUMBER(tanh)
#undef CHAINRULE_NUMBER

}  // namespace chainrule
#endif
