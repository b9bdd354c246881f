// Derivatives of functions that are only known by their values: central differences, extrapolated.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace chainrule {

/// A derivative by differences.
struct Slope {
  double value = std::numeric_limits<double>::quiet_NaN();       ///< NaN if no step gave finite values
  double uncertainty = std::numeric_limits<double>::infinity();  ///< how far off it may be
  bool has_kink = false;  ///< the slopes to the left and to the right differ, however small the step
};

/// Writes the values of some functions with their argument moved by that much. False if that step cannot be used.
using MovedValues = std::function<bool(double by, std::span<double> values)>;

/// The slopes of functions of one number each, at those numbers: one function per number. The step goes down from an
/// eighth of the number, or of 1, until the extrapolated slope is exact to about eleven digits, or rounding outweighs
/// it.
std::vector<Slope> slopes(std::span<const double> at, const MovedValues& moved);

}  // namespace chainrule
