// The laws that every elementwise op is held to, as functions of the op: ours, and those that users define. A law gives
// the failure that it found, or nothing.
#pragma once

#include "elementwise.hpp"
#include "evaluation.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

namespace chainrule::testing {

/// Partials agree with central differences of the value.
template <class Op> Failure partials_are_derivatives() {
  Random random(1);
  return for_each_partial<Op>([&](std::size_t i) -> Failure {
    for (std::size_t k = 0; k < kSamples; ++k) {
      const Point<Op> point = smooth_sample<Op>(random, i);
      const double slope =
          difference_quotient([&](double by) { return value_of<Op>(moved<Op>(point, i, by)); }, step_for<Op>(i));
      const double partial = partial_of<Op>(i, point);
      if (!near(partial, slope, 1e-8)) return failure<Op>(point, fmt::format("partial {}", i), partial, slope);
    }
    return std::nullopt;
  });
}

/// Where the slopes to the left and to the right differ, the op says that it has a kink there.
template <class Op> Failure kinks_are_declared() {
  return for_each_partial<Op>([&](std::size_t i) -> Failure {
    Random random(2);
    for (std::size_t k = 0; k < kSamples; ++k) {
      Point<Op> point = sample<Op>(random);
      const std::size_t other = random.below(arity_of<Op> + 1);
      point[i] = other == i || other == arity_of<Op> ? 0 : point[other];  // kinks are at 0 and where operands meet
      const double step = 1e-6 * step_for<Op>(i), value = value_of<Op>(point);
      const double left = (value - value_of<Op>(moved<Op>(point, i, -step))) / step;
      const double right = (value_of<Op>(moved<Op>(point, i, step)) - value) / step;
      if (!std::isfinite(left) || !std::isfinite(right) || near(left, right, 1e-3)) continue;
      const double kink = info<Op>.kink == nullptr ? 1 : info<Op>.kink(point.data());
      if (kink != 0) return failure<Op>(point, fmt::format("kink of operand {}", i), kink, 0);
    }
    return std::nullopt;
  });
}

/// The rule run on dual numbers has the partials as its tangents.
template <class Op> Failure duals_have_the_partials() {
  Random random(3);
  return for_each_partial<Op>([&](std::size_t i) -> Failure {
    for (std::size_t k = 0; k < kSamples; ++k) {
      const Point<Op> point = smooth_sample<Op>(random, i);
      std::array<Dual, arity_of<Op>> duals;
      for (std::size_t j = 0; j < duals.size(); ++j) duals[j] = {point[j], i == j ? 1.0 : 0.0};
      const Dual result = value_at<Op>(duals.data());
      const double partial = partial_of<Op>(i, point);
      if (!same(result.value, value_of<Op>(point)))
        return failure<Op>(point, "dual value", result.value, value_of<Op>(point));
      if (!near(result.tangent, partial, 1e-12)) return failure<Op>(point, "dual tangent", result.tangent, partial);
    }
    return std::nullopt;
  });
}

/// The op on a graph of its own: leaves, result and partials as expressions.
template <class Op> struct Drawn {
  explicit Drawn(Form form) {
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = graph.parameter(fmt::format("x{}", i));
    out = graph.apply(info<Op>, in);
    value = info<Op>.value_expression(in.data(), form);
    for (std::size_t i = 0; i < in.size(); ++i)
      if (has_partial<Op>(i)) partials[i] = info<Op>.partial_expression(i, in.data(), out, form);
  }
  Leaves at(const Point<Op>& point) const {
    Leaves leaves;
    for (std::size_t i = 0; i < in.size(); ++i) leaves[in[i].id()] = {point[i]};
    return leaves;
  }

  Graph graph;
  std::array<Expr, arity_of<Op>> in;
  Expr out, value;
  std::array<Expr, arity_of<Op>> partials;
};

/// The rule run on expressions gives graphs that evaluate to the same bits, edges included.
template <class Op> Failure expressions_have_the_same_bits() {
  Drawn<Op> drawn(Form::computed);
  std::vector<Point<Op>> points = edges<Op>();
  Random random(4);
  for (std::size_t k = 0; k < kSamples; ++k) points.push_back(sample<Op>(random));
  for (const Point<Op>& point : points) {
    const Leaves leaves = drawn.at(point);
    const double value = evaluate(drawn.value, leaves)[0];
    if (!same(value, value_of<Op>(point))) return failure<Op>(point, "value expression", value, value_of<Op>(point));
    const auto found = for_each_partial<Op>([&](std::size_t i) -> Failure {
      const double partial = evaluate(drawn.partials[i], leaves)[0];
      if (same(partial, partial_of<Op>(i, point))) return std::nullopt;
      return failure<Op>(point, fmt::format("partial expression {}", i), partial, partial_of<Op>(i, point));
    });
    if (found) return found;
  }
  return std::nullopt;
}

/// The printed form equals the computed one, to rounding, on the domain.
template <class Op> Failure textbook_is_what_is_computed() {
  Drawn<Op> drawn(Form::textbook);
  Random random(5);
  for (std::size_t k = 0; k < kSamples; ++k) {
    const Point<Op> point = sample<Op>(random);
    const Leaves leaves = drawn.at(point);
    const double value = evaluate(drawn.value, leaves)[0];
    if (!near(value, value_of<Op>(point), 1e-12))
      return failure<Op>(point, "textbook value", value, value_of<Op>(point));
    const auto found = for_each_partial<Op>([&](std::size_t i) -> Failure {
      const double partial = evaluate(drawn.partials[i], leaves)[0];
      if (near(partial, partial_of<Op>(i, point), 1e-12)) return std::nullopt;
      return failure<Op>(point, fmt::format("textbook partial {}", i), partial, partial_of<Op>(i, point));
    });
    if (found) return found;
  }
  return std::nullopt;
}

/// The partial expressions' own derivatives agree with differences of the partials.
template <class Op> Failure second_order_is_right() {
  Drawn<Op> drawn(Form::computed);
  Random random(6);
  return for_each_partial<Op>([&](std::size_t i) {
    return for_each_partial<Op>([&](std::size_t j) -> Failure {
      const bool is_constant = drawn.partials[i].is_number();
      const Expr second =
          is_constant ? Expr(0) : gradient(drawn.partials[i], std::span(&drawn.in[j], 1)).of(drawn.in[j]);
      for (std::size_t k = 0; k < kSamples; ++k) {
        const Point<Op> point = smooth_sample<Op>(random, j);
        const double slope =
            difference_quotient([&](double by) { return partial_of<Op>(i, moved<Op>(point, j, by)); }, step_for<Op>(j));
        const double is = evaluate(second, drawn.at(point))[0];
        if (!near(is, slope, 1e-7))
          return failure<Op>(point, fmt::format("derivative of partial {} by {}", i, j), is, slope);
      }
      return std::nullopt;
    });
  });
}

/// The Hessian is symmetric wherever the op has no kink, at the points that guards are made for too: 0, ±1, whole
/// numbers, operands that are equal. Where both orders give no number, that is as good.
template <class Op> Failure hessian_is_symmetric() {
  Drawn<Op> drawn(Form::computed);
  std::vector<Point<Op>> points = {Point<Op>()};
  for (std::size_t i = 0; i < arity_of<Op>; ++i) {
    const Interval& domain = Op::text.domain[i];
    const auto numbers =
        has_partial<Op>(i) ? std::vector{0.0, 1.0, -1.0, 0.5, 2.0, 3.0, -2.0} : std::vector{domain.low, domain.high};
    std::vector<Point<Op>> longer;
    for (Point<Op> point : points)
      for (const double number : numbers) {
        point[i] = number;
        longer.push_back(point);
      }
    points = longer;
  }
  const auto second = [&](std::size_t i, std::size_t j) {
    if (drawn.partials[i].is_number()) return Expr(0);
    return gradient(drawn.partials[i], std::span(&drawn.in[j], 1)).of(drawn.in[j]);
  };
  for (std::size_t i = 0; i < arity_of<Op>; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (!has_partial<Op>(i) || !has_partial<Op>(j)) continue;
      const Expr one = second(i, j), other = second(j, i);
      for (const Point<Op>& point : points) {
        if (info<Op>.kink != nullptr && info<Op>.kink(point.data()) == 0) continue;
        const double a = evaluate(one, drawn.at(point))[0], b = evaluate(other, drawn.at(point))[0];
        if (!near(a, b, 1e-14)) return failure<Op>(point, fmt::format("derivative by {} and {}", i, j), a, b);
      }
    }
  return std::nullopt;
}

/// value(−x) is what the op says it is in terms of value(x).
template <class Op> Failure reflection_holds() {
  if constexpr (requires(double x) { Op::template reflected<double>(x); }) {
    Random random(7);
    for (std::size_t k = 0; k < kSamples; ++k) {
      Point<Op> point = sample<Op>(random);
      const double reflected = Op::reflected(value_of<Op>(point));
      point[0] = -point[0];
      if (!near(reflected, value_of<Op>(point), 1e-15))
        return failure<Op>(point, "reflection", reflected, value_of<Op>(point));
    }
  }
  return std::nullopt;
}

/// A commutative op gives the same bits with its operands swapped, and the partials swapped.
template <class Op> Failure commutes_as_declared() {
  if constexpr (arity_of<Op> == 2) {
    if (!Op::text.commutative) return std::nullopt;
    std::vector<Point<Op>> points = edges<Op>();
    Random random(8);
    for (std::size_t k = 0; k < kSamples; ++k) points.push_back(sample<Op>(random));
    for (const Point<Op>& point : points) {
      const Point<Op> swapped = {point[1], point[0]};
      const double value = value_of<Op>(swapped), partial = partial_of<Op>(0, swapped);
      const bool is_zero = value == 0 && value_of<Op>(point) == 0;  // max(0, -0) may be either zero
      if (!same(value, value_of<Op>(point)) && !is_zero)
        return failure<Op>(swapped, "value", value, value_of<Op>(point));
      if (has_partial<Op>(0) && !same(partial, partial_of<Op>(1, point)))
        return failure<Op>(swapped, "partial 0", partial, partial_of<Op>(1, point));
    }
  }
  return std::nullopt;
}

/// A NaN operand gives a NaN value, unless the op ignores the operand there; and its partial is not finite, unless it
/// does not depend on that operand.
template <class Op> Failure nan_is_not_lost() {
  Random random(9);
  return for_each_partial<Op>([&](std::size_t i) -> Failure {
    for (std::size_t k = 0; k < kSamples; ++k) {
      Point<Op> point = sample<Op>(random);
      bool ignores = true, is_affine = true;
      const double value = value_of<Op>(point), partial = partial_of<Op>(i, point);
      for (int n = 0; n < 64; ++n) {
        point[i] = random.between(Op::text.domain[i].low, Op::text.domain[i].high);
        ignores = ignores && same(value_of<Op>(point), value);
        is_affine = is_affine && same(partial_of<Op>(i, point), partial);
      }
      point[i] = std::numeric_limits<double>::quiet_NaN();
      if (!ignores && !std::isnan(value_of<Op>(point)))
        return failure<Op>(point, "value", value_of<Op>(point), point[i]);
      if (!is_affine && std::isfinite(partial_of<Op>(i, point)))
        return failure<Op>(point, fmt::format("partial {}", i), partial_of<Op>(i, point), point[i]);
    }
    return std::nullopt;
  });
}

/// The loops over many elements that an op is run by.
struct Kernels {
  decltype(OpInfo::forward) forward;
  decltype(OpInfo::contribution) contribution;
};

template <class Op> Kernels kernels() { return {info<Op>.forward, info<Op>.contribution}; }

/// The kernels over many elements give the bits of the rule.
template <class Op> Failure kernels_run_the_rule(const Kernels& kernels) {
  constexpr std::size_t kArity = arity_of<Op>;
  Random random(10);
  std::array<Numbers, kArity> columns;
  std::array<Strided, kArity> runs;
  for (std::size_t i = 0; i < kArity; ++i) {
    columns[i].resize(kSamples);
    for (double& number : columns[i]) number = random.between(Op::text.domain[i].low, Op::text.domain[i].high);
    runs[i] = {columns[i].data(), 1};
  }
  Numbers out(kSamples), share(kSamples);
  kernels.forward(out.data(), runs.data(), kSamples);
  const double cotangent = 0.7;
  for (std::size_t i = 0; i < kArity; ++i) {
    kernels.contribution(i, share.data(), {&cotangent, 0}, runs.data(), {out.data(), 1}, kSamples);
    for (std::size_t k = 0; k < kSamples; ++k) {
      Point<Op> point;
      for (std::size_t j = 0; j < kArity; ++j) point[j] = columns[j][k];
      if (!same(out[k], value_of<Op>(point))) return failure<Op>(point, "forward", out[k], value_of<Op>(point));
      const double expected = has_partial<Op>(i) ? along_edge<Op>(cotangent, partial_of<Op>(i, point)) : 0;
      if (!same(share[k], expected)) return failure<Op>(point, fmt::format("contribution {}", i), share[k], expected);
    }
  }
  return std::nullopt;
}

template <class Op> Failure own_kernels_run_the_rule() { return kernels_run_the_rule<Op>(kernels<Op>()); }

/// All laws of an elementwise op; the first failure.
template <class Op> Failure elementwise_laws() {
  for (const auto law : {partials_are_derivatives<Op>, kinks_are_declared<Op>, duals_have_the_partials<Op>,
                         expressions_have_the_same_bits<Op>, textbook_is_what_is_computed<Op>,
                         second_order_is_right<Op>, hessian_is_symmetric<Op>, reflection_holds<Op>,
                         commutes_as_declared<Op>, nan_is_not_lost<Op>, own_kernels_run_the_rule<Op>})
    if (const Failure found = law()) return found;
  return std::nullopt;
}

}  // namespace chainrule::testing
