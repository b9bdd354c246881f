// The check of gradients, held to all elementwise ops: it calls no right partial wrong, and finds a small error in
// each.
#include "elementwise.hpp"

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace chainrule {
namespace {

using testing::Failure;
using testing::Point;
using testing::Random;

/// Points of all ops together, more than 1e5.
constexpr std::size_t kPointsOfAnOp = 2500;

template <class Op> constexpr bool kElementwise = !requires { Op::kStructural; }
&&!requires { Op::kExampleReduction; };

/// Passes its operand on, and claims a slope that is too large by a thousandth.
struct OffByAThousandth {
  static constexpr OpText<1> text{.name = "off_by_a_thousandth", .args = {"x"}};
  template <class T> static T value(T x) { return x; }
  template <class T> static Partials<T, 1> partials(T, T) { return {T(1.001)}; }
};

/// The check of the op's partial by one operand.
template <class Op>
GradientCheck checked(const Point<Op>& point, std::size_t operand, Expr (*given)(const Expr& leaf)) {
  Graph graph;
  std::vector<Expr> leaves;
  for (const double number : point) leaves.push_back(graph.parameter("", number));
  const Expr leaf = leaves[operand];
  leaves[operand] = given(leaf);
  const Expr loss = graph.apply(info<Op>, leaves);
  Sweep sweep(graph);
  sweep.forward();
  return check_gradients(sweep, loss, std::span(&leaf, 1))[0];
}

/// Whether the value depends on the operand so much that its differences say something about the partial.
template <class Op> bool is_well_conditioned(const Point<Op>& point, std::size_t operand) {
  const double change = testing::partial_of<Op>(operand, point) * point[operand];
  return std::isfinite(change) && std::fabs(change) > 0.01 * std::fabs(testing::value_of<Op>(point)) &&
         std::fabs(change) > 0.01 && std::fabs(point[operand]) > 0.01;
}

template <class Op> Failure right_partials_do_not_fail() {
  Random random(21);
  return testing::for_each_partial<Op>([&](std::size_t i) -> Failure {
    for (std::size_t k = 0; k < kPointsOfAnOp; ++k) {
      const Point<Op> point = testing::sample<Op>(random);
      const GradientCheck found = checked<Op>(point, i, [](const Expr& leaf) { return leaf; });
      if (found.verdict == Verdict::fails)
        return testing::failure<Op>(point, fmt::format("partial {}", i), found.analytic, found.numeric);
    }
    return std::nullopt;
  });
}

template <class Op> Failure a_small_error_is_found() {
  Random random(22);
  return testing::for_each_partial<Op>([&](std::size_t i) -> Failure {
    std::size_t points = 0;
    for (std::size_t k = 0; k < 10 * kPointsOfAnOp && points < 100; ++k) {
      const Point<Op> point = testing::sample<Op>(random);
      if (!is_well_conditioned<Op>(point, i) || testing::is_by_a_kink<Op>(point, i)) continue;
      ++points;
      const GradientCheck found = checked<Op>(point, i, [](const Expr& leaf) { return apply<OffByAThousandth>(leaf); });
      if (found.verdict != Verdict::fails)
        return testing::failure<Op>(point, fmt::format("partial {}, too large by a thousandth,", i), found.analytic,
                                    found.numeric);
    }
    return std::nullopt;
  });
}

template <class Law> void hold_all_to(Law law) {
  StandardOps::for_each([&]<class Op>() {
    if constexpr (kElementwise<Op>) {
      const Failure found = law.template operator()<Op>();
      CHECK_MESSAGE(!found, found.value_or(""));
    }
  });
}

TEST_CASE("the check fails no right partial") {
  hold_all_to([]<class Op>() { return right_partials_do_not_fail<Op>(); });
}

TEST_CASE("the check finds an error of a thousandth in every op") {
  hold_all_to([]<class Op>() { return a_small_error_is_found<Op>(); });
}

}  // namespace
}  // namespace chainrule
