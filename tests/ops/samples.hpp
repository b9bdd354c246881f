// Random numbers for the laws: the same on every machine.
#pragma once

#include "../support/bits.hpp"

#include <chainrule/engine/op/chain_rule.hpp>
#include <chainrule/engine/op/op.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace chainrule::testing {

/// Splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31;
  }
  double between(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// From 0 to below `count`.
  std::size_t below(std::size_t count) { return bits() % count; }

 private:
  std::uint64_t state_;
};

template <class Op> using Point = std::array<double, arity_of<Op>>;

/// A random point of the op's domain.
template <class Op> Point<Op> sample(Random& random) {
  Point<Op> point;
  for (std::size_t i = 0; i < point.size(); ++i)
    point[i] = random.between(Op::text.domain[i].low, Op::text.domain[i].high);
  return point;
}

/// Numbers at which rules go wrong.
inline std::vector<double> edge_numbers(const Interval& domain) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {0.0,        -0.0,        1.0,       -1.0,       2.0,
          -2.0,       5e-324,      -5e-324,   1e-300,     1e300,
          -1e300,     1e-17,       40.0,      -40.0,      -800.0,
          domain.low, domain.high, kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN()};
}

/// All combinations of the operands' edges.
template <class Op> std::vector<Point<Op>> edges() {
  std::vector<Point<Op>> points = {Point<Op>()};
  for (std::size_t i = 0; i < arity_of<Op>; ++i) {
    std::vector<Point<Op>> longer;
    for (Point<Op> point : points) {
      for (const double number : edge_numbers(Op::text.domain[i])) {
        point[i] = number;
        longer.push_back(point);
      }
    }
    points = longer;
  }
  return points;
}

inline bool same(double a, double b) { return same_bits_or_nan(a, b); }

inline bool near(double a, double b, double tolerance) {
  return same(a, b) || std::fabs(a - b) <= tolerance * (1 + std::max(std::fabs(a), std::fabs(b)));
}

/// f'(0) by central differences with two steps, extrapolated to step 0.
template <class Function> double richardson(Function f, double step) {
  const double coarse = (f(step) - f(-step)) / (2 * step), fine = (f(step / 2) - f(-step / 2)) / step;
  return (4 * fine - coarse) / 3;
}

/// Differences from ever smaller steps, as long as the estimates get better (Ridders' method).
template <class Function> double difference_quotient(Function f, double step) {
  constexpr std::size_t kSteps = 10;
  constexpr double kShrink = 1.4;
  std::array<std::array<double, kSteps>, kSteps> table{};
  double best = 0, best_error = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < kSteps; ++i, step /= kShrink) {
    table[i][0] = (f(step) - f(-step)) / (2 * step);
    double weight = kShrink * kShrink;
    for (std::size_t j = 1; j <= i; ++j, weight *= kShrink * kShrink) {
      table[i][j] = (table[i][j - 1] * weight - table[i - 1][j - 1]) / (weight - 1);
      const double error =
          std::max(std::fabs(table[i][j] - table[i][j - 1]), std::fabs(table[i][j] - table[i - 1][j - 1]));
      if (error <= best_error) {
        best_error = error;
        best = table[i][j];
      }
    }
  }
  return best;
}

}  // namespace chainrule::testing
