#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/tools/train/standardise.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace chainrule {

namespace {

/// The power of two just above the largest of the magnitudes: dividing by it is exact.
double power_above(std::span<const double> numbers) {
  double largest = 0;
  for (const double number : numbers) largest = std::max(largest, std::abs(number));
  int exponent = 0;
  std::frexp(largest, &exponent);
  return std::isfinite(largest) && largest > 0 ? std::ldexp(1.0, std::clamp(exponent, -1021, 1023)) : 1.0;
}

double mean_of(std::span<const double> numbers) {
  return sum_of_examples(numbers.data(), 1, numbers.size()) / static_cast<double>(numbers.size());
}

}  // namespace

Scale scale_of(std::span<const double> column) {
  const auto [low, high] = std::ranges::minmax(column);
  if (low == high) return {.mean = low, .deviation = 0};  // their mean might be rounded
  std::vector<double> work(column.begin(), column.end());
  const double unit = power_above(work);
  for (double& number : work) number /= unit;
  const double mean = mean_of(work);
  for (double& number : work) number -= mean;
  const double spread = power_above(work);
  for (double& number : work) number = (number / spread) * (number / spread);
  return {.mean = mean * unit, .deviation = std::sqrt(mean_of(work)) * spread * unit};
}

void standardise(std::span<double> column, const Scale& scale) {
  for (double& number : column) number = scale(number);
}

}  // namespace chainrule
