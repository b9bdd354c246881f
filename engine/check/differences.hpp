// Derivatives of functions that are known by their values alone: central differences, extrapolated, with an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace chainrule {

/// A function's value, and by how much rounding may have changed it.
struct Measured {
  double value = 0;
  double noise = 0;
};

/// A derivative by differences. It lies within `uncertainty` of `value`, as far as values can tell.
struct Slope {
  double value = std::numeric_limits<double>::quiet_NaN();       ///< NaN if no step gave finite values
  double uncertainty = std::numeric_limits<double>::infinity();  ///< infinite while smaller steps give something else
  double reach = 0;                                              ///< the largest step that the value rests on
  double swing = 0;       ///< the steepest chord from the point to another one within reach
  bool has_kink = false;  ///< the slopes to the left and to the right differ, however small the step
};

/// Measures some functions with their argument moved by that much. False if that step cannot be used.
using MovedValues = std::function<bool(double by, std::span<Measured> values)>;

/// The slopes of functions of one number each, at those numbers: one function per number. Steps go down from half the
/// number, or a quarter of 1, but not from more than `reach`, until the extrapolated slope is exact to nine digits or
/// rounding outweighs it; then a few much smaller ones look for what the larger ones stepped over.
std::vector<Slope> slopes(std::span<const double> at, const MovedValues& moved,
                          double reach = std::numeric_limits<double>::infinity());

enum class Agreement : std::uint8_t { agrees, unclear, differs };

/// Whether a number can be the derivative that differences measured. It differs if it surely lies outside of their
/// interval; it agrees if it lies inside and the interval is narrow enough to say so.
Agreement agreement(double derivative, const Slope& slope);

/// How far they are apart, relative to the largest of both and of the uncertainty.
double relative_error(double derivative, const Slope& slope);

}  // namespace chainrule
