// Where the ops of the list are instantiated: their descriptions, their algebra and their hot loops.
#include <chainrule/engine/autodiff/scalar_loops.hpp>
#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/kernels/lanes_kernels.hpp>
#include <chainrule/ops/kernels/matrix_kernels.hpp>
#include <chainrule/ops/kernels/single_kernels.hpp>
#include <chainrule/ops/list.hpp>

namespace chainrule {

namespace {

template <class... Ops> constexpr std::array<const OpInfo*, sizeof...(Ops)> descriptions(OpList<Ops...>) {
  return {&info<Ops>...};
}

constexpr Algebra kAlgebra{
    .add = [](const Expr& a, const Expr& b) { return a + b; },
    .subtract = [](const Expr& a, const Expr& b) { return a - b; },
    .multiply = [](const Expr& a, const Expr& b) { return a * b; },
    .divide = [](const Expr& a, const Expr& b) { return a / b; },
    .negate = [](const Expr& a) { return -a; },
    .gate = [](const Expr& weight, const Expr& a) { return mul0(weight, a); },
    .gate_twice = [](const Expr& a, const Expr& b) { return mul00(a, b); },
    .sum_over_examples = [](const Expr& a) { return sum_over_examples(a); },
    .sum_to = [](const Expr& a, const Shape& shape) { return sum_to(a, shape); },
    .broadcast_to = [](const Expr& a, const Shape& shape) { return broadcast_to(a, shape); },
};

}  // namespace

constinit const std::array<const OpInfo*, StandardOps::kSize> kStandardOps = descriptions(StandardOps());

const OpSet& standard_ops() {
  using Loops = ScalarSweep<StandardOps>;
  static const OpSet kSet{.ops = {kStandardOps.begin(), kStandardOps.end()},
                          .lanes = lane_kernels(),
                          .float_lanes = float_lane_kernels(),
                          .singles = single_kernels(),
                          .algebra = kAlgebra,
                          .loops = {.forward = &Loops::forward, .reverse = &Loops::reverse},
                          .kernels = block_kernels_double(),
                          .float_kernels = block_kernels_float()};
  return kSet;
}

}  // namespace chainrule
