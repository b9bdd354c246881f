// An elementwise op under test: its value and partials at points of its domain, and the words for a law that fails.
#pragma once

#include "samples.hpp"

#include <chainrule/engine/graph/define.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>

namespace chainrule::testing {

using Failure = std::optional<std::string>;

constexpr std::size_t kSamples = 1000;

/// "sin at [0.5]: partial 0 is 1, should be 2"
template <class Op> std::string failure(const Point<Op>& point, std::string_view what, double is, double should) {
  return fmt::format("{} at [{}]: {} is {}, should be {}", Op::text.name, fmt::join(point, ", "), what, is, should);
}

template <class Op> constexpr bool has_partial(std::size_t operand) {
  return operand < checking::needed_partials<Op>() && !Op::text.not_differentiable[operand];
}

/// Calls law(operand) for each operand that a cotangent goes to, up to the first failure.
template <class Op, class Law> Failure for_each_partial(Law law) {
  for (std::size_t i = 0; i < arity_of<Op>; ++i)
    if (has_partial<Op>(i))
      if (const Failure found = law(i)) return found;
  return std::nullopt;
}

template <class Op> double value_of(const Point<Op>& point) { return info<Op>.value(point.data()); }

template <class Op> double partial_of(std::size_t operand, const Point<Op>& point) {
  return info<Op>.partial(operand, point.data(), value_of<Op>(point));
}

template <class Op> Point<Op> moved(Point<Op> point, std::size_t operand, double by) {
  point[operand] += by;
  return point;
}

template <class Op> double step_for(std::size_t operand) {
  return 0.01 * (Op::text.domain[operand].high - Op::text.domain[operand].low);
}

/// Whether the op has a kink within a step of the point.
template <class Op> bool is_by_a_kink(const Point<Op>& point, std::size_t operand) {
  if (info<Op>.kink == nullptr) return false;
  const double step = step_for<Op>(operand);
  const double low = info<Op>.kink(moved<Op>(point, operand, -step).data());
  const double high = info<Op>.kink(moved<Op>(point, operand, step).data());
  return !(low * high > 0);
}

/// A random point of the domain that is by no kink of that operand.
template <class Op> Point<Op> smooth_sample(Random& random, std::size_t operand) {
  for (;;)
    if (const Point<Op> point = sample<Op>(random); !is_by_a_kink<Op>(point, operand)) return point;
}

}  // namespace chainrule::testing
