// Columns brought to mean 0 and deviation 1.
#pragma once

#include <span>

namespace chainrule {

/// The statistics of m numbers: their mean and their population deviation, the root of (1/m) Σ (x − mean)².
struct Scale {
  double mean = 0;
  double deviation = 0;  ///< 0 for a column whose numbers are all the same

  /// (x − mean) / deviation; of a constant column x − mean.
  double operator()(double x) const { return deviation == 0 ? x - mean : (x - mean) / deviation; }
};

/// The scale of a column that is not empty. Neither overflows nor underflows where the result does not.
Scale scale_of(std::span<const double> column);

void standardise(std::span<double> column, const Scale& scale);

}  // namespace chainrule
