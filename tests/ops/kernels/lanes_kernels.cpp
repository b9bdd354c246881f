#include "lane_laws.hpp"

#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/kernels/lanes_kernels.hpp>

#include <doctest/doctest.h>
#include <hwy/highway.h>

namespace chainrule {
namespace {

using testing::Failure;

/// Kernels for one kind of CPU among those that this one can be.
class OnTarget {
 public:
  explicit OnTarget(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~OnTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  OnTarget(const OnTarget&) = delete;
};

std::vector<std::int64_t> targets() {
  std::vector<std::int64_t> result;
  for (std::int64_t rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1) result.push_back(rest & -rest);
  return result;
}

TEST_CASE("lanes are numbers, bit for bit, for every kind of CPU that this one can be") {
  for (const std::int64_t target : targets()) {
    const OnTarget on(target);
    const auto kernels = lane_kernels();
    const auto float_kernels = float_lane_kernels();
    StandardOps::for_each([&]<class Op>() {
      if constexpr (kIsElementwise<Op>) {
        const Failure found = testing::lanes_are_numbers<Op>(kernels[StandardOps::slot_of<Op>() - 1]);
        CHECK_MESSAGE(!found, hwy::TargetName(target) << ": " << found.value_or(""));
        const Failure in_floats =
            testing::floats_do_not_depend_on_place<Op>(float_kernels[StandardOps::slot_of<Op>() - 1]);
        CHECK_MESSAGE(!in_floats, hwy::TargetName(target) << ": " << in_floats.value_or(""));
      }
    });
  }
}

TEST_CASE("the kinds of CPU have kernels of their own") {
  if (targets().size() < 2) return;
  std::vector<decltype(LaneKernels<double>::forward)> found;
  for (const std::int64_t target : targets()) {
    const OnTarget on(target);
    found.push_back(lane_kernels()[StandardOps::slot_of<Exp>() - 1].forward);
  }
  CHECK(std::ranges::count(found, found.front()) < static_cast<std::ptrdiff_t>(found.size()));
}

TEST_CASE("the lanes' law finds a kernel whose last elements are computed otherwise") {
  LaneKernels<double> planted = standard_ops().lanes[StandardOps::slot_of<Sin>() - 1];
  planted.forward = [](double* out, const Strided* in, std::size_t count) {
    standard_ops().lanes[StandardOps::slot_of<Sin>() - 1].forward(out, in, count);
    for (std::size_t k = count - count % 4; k < count; ++k) out[k] = std::nextafter(out[k], 2);
  };
  CHECK(testing::lanes_are_numbers<Sin>(planted).value_or("").starts_with("sin at"));
  planted = standard_ops().lanes[StandardOps::slot_of<Cos>() - 1];
  CHECK(testing::lanes_are_numbers<Sin>(planted).value_or("").starts_with("sin at"));
}

/// v = x sin x, a user's op.
struct Sound {
  static constexpr OpText<1> text{.name = "sound", .args = {"x"}};
  template <class T> static T value(T x) { return x * sin(x); }
  template <class T> static Partials<T, 1> partials(T x, T) { return {sin(x) + x * cos(x)}; }
};

TEST_CASE("a user's op is run on many elements by its own rule") {
  const OpInfo* const more[] = {&info<Sound>};
  const OpSet set = standard_ops().with(more);
  const Failure found = testing::lanes_are_numbers<Sound>(set.lanes.back());
  CHECK_MESSAGE(!found, found.value_or(""));
}

}  // namespace
}  // namespace chainrule
