#include <chainrule/engine/check/differences.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// Central differences of one function at steps that halve, and Richardson's extrapolation of them to a step of 0.
class Extrapolation {
 public:
  Extrapolation(double at, double value) : at_(at), value_(value) {}

  void add(double step, double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high)) {
      skip();
      return;
    }
    const double right = (at_ + step) - at_, left = at_ - (at_ - step);  // what is left of the step in x ± step
    if (!(right > 0) || !(left > 0)) return;
    extend((high - low) / (right + left));
    const double noise = 4 * kEpsilon * std::max(std::abs(low), std::abs(high)) / step;
    take_estimate(noise);
    look_for_kink((high - value_) / right, (value_ - low) / left, noise);
  }

  /// A step that cannot be used: what larger steps gave says nothing of what is near.
  void skip() {
    rows_ = 0;
    last_jump_ = 0;
  }

  bool is_done() const { return is_done_; }
  const Slope& slope() const { return slope_; }

 private:
  static constexpr std::size_t kColumns = 5;

  /// The next row of the tableau: each column cancels one more term of the error, which is even in the step.
  void extend(double difference) {
    previous_ = row_;
    row_[0] = difference;
    double factor = 1;
    for (std::size_t j = 1; j < std::min(rows_ + 1, kColumns); ++j) {
      factor *= 4;
      row_[j] = row_[j - 1] + (row_[j - 1] - previous_[j - 1]) / (factor - 1);
    }
    ++rows_;
  }

  /// An entry is trusted as far as its neighbours agree with it.
  void take_estimate(double noise) {
    for (std::size_t j = 1; j < std::min(rows_, kColumns); ++j) {
      const double off = std::max(std::abs(row_[j] - row_[j - 1]), std::abs(row_[j] - previous_[j - 1])) + noise;
      if (off < slope_.uncertainty) {
        slope_.value = row_[j];
        slope_.uncertainty = off;
      }
    }
    const bool is_exact = slope_.uncertainty <= 1e-11 * std::abs(slope_.value);
    is_done_ = rows_ > 2 && (is_exact || noise > 10 * slope_.uncertainty || (row_[0] == 0 && previous_[0] == 0));
  }

  /// Near a kink, the slopes to the left and to the right stay apart; elsewhere they near each other with the step.
  void look_for_kink(double right, double left, double noise) {
    const double jump = std::abs(right - left);
    const bool stays = rows_ > 1 && jump > 0.75 * last_jump_;
    slope_.has_kink = stays && jump > 1e-3 * std::max(std::abs(right), std::abs(left)) && jump > 256 * noise;
    last_jump_ = jump;
  }

  double at_, value_;
  std::array<double, kColumns> row_{}, previous_{};
  std::size_t rows_ = 0;
  double last_jump_ = 0;
  bool is_done_ = false;
  Slope slope_;
};

/// A power of two near the number, but not below 1.
double scale_of(double number) { return std::exp2(std::ceil(std::log2(std::max(std::abs(number), 1.0)))); }

}  // namespace

std::vector<Slope> slopes(std::span<const double> at, const MovedValues& moved) {
  constexpr int kSteps = 60;
  std::vector<double> low(at.size()), high(at.size());
  std::vector<Extrapolation> functions;
  double scale = 1;
  const bool is_defined = moved(0, low);
  for (std::size_t i = 0; i < at.size(); ++i) {
    functions.emplace_back(at[i], low[i]);
    if (std::isfinite(at[i])) scale = std::max(scale, scale_of(at[i]));
  }
  bool is_done = !is_defined;
  for (int k = 0; k < kSteps && !is_done; ++k) {
    const double step = std::ldexp(scale, -3 - k);
    const bool usable = moved(-step, low) && moved(step, high);
    is_done = true;
    for (std::size_t i = 0; i < at.size(); ++i) {
      Extrapolation& function = functions[i];
      if (function.is_done()) continue;
      if (usable)
        function.add(step, low[i], high[i]);
      else
        function.skip();
      is_done = is_done && function.is_done();
    }
  }
  std::vector<Slope> result;
  for (const Extrapolation& function : functions) result.push_back(function.slope());
  return result;
}

}  // namespace chainrule
