// The derivative of one loss by one number, computed in several ways, beside what differences say.
#pragma once

#include <chainrule/engine/check/differences.hpp>
#include <chainrule/engine/check/verdict.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace chainrule {

/// The derivative of one loss by one number, computed in several ways.
struct GradientPoint {
  std::size_t element = 0, example = 0;
  double analytic = 0, sweep = 0, forward = 0;
  Slope slope;  // of the loss with the stable rules applied
  Slope plain;  // of the loss as it stands, which the sweep differentiates
};

/// How the ways of computing it stand to the differences, the worst of them. Where none of them gives a number, such as
/// the 0·∞ of IEEE in sqrt(x^4) at 0, there is nothing to compare.
inline Agreement agreement_of(const GradientPoint& point) {
  if (!std::isfinite(point.analytic) && !std::isfinite(point.forward) && !std::isfinite(point.sweep))
    return Agreement::unclear;
  const Agreement graph = agreement(point.analytic, point.slope), forward = agreement(point.forward, point.slope);
  const Agreement sweep = agreement(point.sweep, point.plain);
  if (sweep == Agreement::differs) return sweep;
  return std::max(graph, forward);
}

/// The largest change of any of the ways.
inline double largest_change(const GradientPoint& from, const GradientPoint& to) {
  return std::max({0.0, std::abs(to.analytic - from.analytic), std::abs(to.sweep - from.sweep),
                   std::abs(to.forward - from.forward)});  // NaN is no change
}

/// How far the worst of the ways is from its differences.
inline double distance(const GradientPoint& point) {
  return std::max({0.0, std::abs(point.analytic - point.slope.value), std::abs(point.forward - point.slope.value),
                   std::abs(point.sweep - point.plain.value)});
}

/// As near as rounding lets the ways come to each other.
inline bool are_near(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

inline Doubt doubt_of(const GradientPoint& point) {
  switch (agreement_of(point)) {
    case Agreement::agrees:
      return Doubt::none;
    case Agreement::differs:
      return are_near(point.analytic, point.forward) && are_near(point.analytic, point.sweep) ? Doubt::wrong
                                                                                              : Doubt::modes_differ;
    case Agreement::unclear:
      break;
  }
  if (!std::isfinite(point.slope.value) || !std::isfinite(point.analytic)) return Doubt::not_finite;
  return point.slope.has_kink ? Doubt::kink : Doubt::imprecise;
}

inline Verdict verdict_of(Doubt doubt) {
  if (doubt == Doubt::none) return Verdict::ok;
  return doubt == Doubt::wrong || doubt == Doubt::modes_differ ? Verdict::fails : Verdict::inconclusive;
}

}  // namespace chainrule
