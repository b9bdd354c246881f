#include <chainrule/engine/check/differences.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule {

namespace {

// The uncertainty is a guess made from a few numbers; the factors keep it on the safe side. Both were chosen so that
// the laws in tests/ops/verdicts.cpp see no right derivative fail in 1e5 random points of all ops, and none pass that
// is off by a thousandth where differences can tell.
constexpr double kTruncationSafety = 4;
constexpr double kNoiseSafety = 4;
constexpr double kExact = 1e-9;         // relative: good enough, since an ok promises four digits
constexpr double kBestShrinking = 256;  // by halving the step, with the five columns of the table
constexpr int kLevels = 48, kLevelsNearZero = 24;

/// Differences of one function at steps that halve, and Richardson's extrapolation of them to a step of 0.
class Extrapolation {
 public:
  Extrapolation(double at, const Measured& here) : at_(at), here_(here) {}

  void add(double step, const Measured& low, const Measured& high) {
    const double right = (at_ + step) - at_, left = at_ - (at_ - step);  // what is left of the step in x ± step
    const double noise = (low.noise + high.noise) / (right + left);
    if (!(right > 0) || !(left > 0) || !std::isfinite(noise) || !std::isfinite(high.value - low.value)) return skip();
    extend((high.value - low.value) / (right + left));
    const double to_right = (high.value - here_.value) / right, to_left = (here_.value - low.value) / left;
    look_for_kink(to_right, to_left, noise);
    take_estimate(step, noise);
    slope_.swing = std::max({slope_.swing, std::abs(to_right), std::abs(to_left)});
  }

  /// A step that cannot be used: what larger steps gave says nothing of what is near.
  void skip() {
    rows_ = converging_ = 0;
    last_truncation_ = last_jump_ = 0;
    slope_ = {};
    is_done_ = false;
  }

  /// Whether a difference at a step much smaller than those before cannot be what the extrapolation makes of them.
  bool is_contradicted(double step, const Measured& low, const Measured& high) const {
    const double right = (at_ + step) - at_, left = at_ - (at_ - step);
    if (!(right > 0) || !(left > 0) || slope_.has_kink || !std::isfinite(slope_.uncertainty)) return false;
    const double noise = (low.noise + high.noise + 2 * here_.noise) / std::min(right, left);
    const auto is_off = [&](double chord) {
      const double bend = slope_.swing * 16 * step / slope_.reach;  // a chord's own error shrinks with its length
      return std::abs(chord - slope_.value) > slope_.uncertainty + kNoiseSafety * noise + bend;
    };
    return is_off((high.value - here_.value) / right) || is_off((here_.value - low.value) / left);
  }

  /// Leaves it at what the steps so far have shown.
  void finish() { is_done_ = true; }

  double at() const { return at_; }
  bool is_done() const { return is_done_; }
  const Slope& slope() const { return slope_; }

 private:
  static constexpr std::size_t kColumns = 5;

  /// The next row of the table: each column cancels one more term of the error, which is even in the step.
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

  /// An entry is trusted as far as its neighbours agree with it (Ridders, 1982), and only while that gets better fast,
  /// or as far as rounding lets one see: a slope that goes on growing as the step shrinks is no slope.
  void take_estimate(double step, double noise) {
    if (rows_ == 1) slope_.value = row_[0];
    if (rows_ < 2) return;
    std::size_t column = 0;
    double truncation = std::numeric_limits<double>::infinity();
    for (std::size_t j = 1; j < std::min(rows_, kColumns); ++j) {
      const double off = std::max(std::abs(row_[j] - row_[j - 1]), std::abs(row_[j] - previous_[j - 1]));
      if (off >= truncation) continue;
      truncation = off;
      column = j;
    }
    truncation = std::max(truncation, last_truncation_ / kBestShrinking);
    const bool converges = truncation <= kNoiseSafety * noise || (rows_ > 2 && truncation <= last_truncation_ / 2);
    converging_ = converges ? converging_ + 1 : 0;
    last_truncation_ = truncation;
    settle(row_[column], kTruncationSafety * truncation + kNoiseSafety * noise,
           std::ldexp(step, static_cast<int>(column)));
    const bool sees_no_more = kNoiseSafety * noise > 8 * slope_.uncertainty;
    is_done_ = converging_ > 1 && (slope_.uncertainty <= kExact * std::abs(slope_.value) || sees_no_more);
  }

  /// Keeps the narrowest of the intervals that agree with those of all smaller steps.
  void settle(double value, double uncertainty, double reach) {
    const bool is_settled = std::isfinite(slope_.uncertainty);
    const bool agrees = is_settled && std::abs(value - slope_.value) <= uncertainty + slope_.uncertainty;
    if (agrees && (converging_ < 2 || uncertainty >= slope_.uncertainty)) return;
    const bool has_kink = slope_.has_kink;
    slope_ = {.value = value, .reach = reach, .has_kink = has_kink};
    if (converging_ > 1) slope_.uncertainty = uncertainty;
  }

  /// At a kink, the slopes to the left and to the right stay apart; elsewhere they near each other with the step.
  void look_for_kink(double right, double left, double noise) {
    const double jump = std::abs(right - left);
    const bool stays = rows_ > 1 && jump > 0.75 * last_jump_;
    slope_.has_kink = stays && jump > 1e-7 * std::max(std::abs(right), std::abs(left)) && jump > 32 * noise;
    last_jump_ = jump;
  }

  double at_;
  Measured here_;
  std::array<double, kColumns> row_{}, previous_{};
  std::size_t rows_ = 0, converging_ = 0;  // the second: how many rows in a row got better
  double last_truncation_ = 0, last_jump_ = 0;
  bool is_done_ = false;
  Slope slope_;
};

/// Takes steps for several functions at once.
class Descent {
 public:
  Descent(std::span<const double> at, const MovedValues& moved)
      : moved_(moved), low_(at.size()), high_(at.size()), is_defined_(moved(0, low_)) {
    for (std::size_t i = 0; i < at.size(); ++i) functions_.emplace_back(at[i], low_[i]);
  }

  void run(double reach) {
    if (!is_defined_) return;
    double scale = 1;
    for (const Extrapolation& function : functions_)
      if (std::isfinite(function.at())) scale = std::max(scale, std::abs(function.at()));
    descend(std::min(power_below(scale) / 4, reach), kLevels);
    descend_near_zero(reach);
    for (Extrapolation& function : functions_) function.finish();
    for (int k = 1; k <= 4; ++k) look_closer(-10 * k);
  }

  std::vector<Slope> slopes() const {
    std::vector<Slope> result;
    for (const Extrapolation& function : functions_) result.push_back(function.slope());
    return result;
  }

 private:
  static double power_below(double number) { return std::exp2(std::floor(std::log2(number))); }
  bool is_done() const { return std::ranges::all_of(functions_, &Extrapolation::is_done); }
  bool measure(double step) { return moved_(-step, low_) && moved_(step, high_); }

  void descend(double step, int levels) {
    for (int k = 0; k < levels && !is_done(); ++k, step /= 2) {
      const bool is_usable = measure(step);
      for (std::size_t i = 0; i < functions_.size(); ++i) {
        if (functions_[i].is_done()) continue;
        if (is_usable)
          functions_[i].add(step, low_[i], high_[i]);
        else
          functions_[i].skip();
      }
    }
  }

  /// A function may change as its argument does relative to 0: log x at 1e-30.
  void descend_near_zero(double reach) {
    double least = std::numeric_limits<double>::infinity();
    for (const Extrapolation& function : functions_)
      if (!function.is_done() && function.at() != 0) least = std::min(least, std::abs(function.at()));
    const double step = power_below(least) / 4;
    if (!(step < std::ldexp(1.0, -kLevels / 2)) || !(step <= reach)) return;
    for (Extrapolation& function : functions_)
      if (!function.is_done()) function.skip();
    descend(step, kLevelsNearZero);
  }

  /// Where a step smaller by that power of two contradicts, starts again from there.
  void look_closer(int power) {
    double step = 0;
    for (const Extrapolation& function : functions_) step = std::max(step, function.slope().reach);
    step = std::ldexp(step, power);
    if (!(step > 0) || !measure(step)) return;
    for (std::size_t i = 0; i < functions_.size(); ++i)
      if (functions_[i].is_contradicted(step, low_[i], high_[i])) functions_[i].skip();
    descend(8 * step, kLevels);
    for (Extrapolation& function : functions_) function.finish();
  }

  const MovedValues& moved_;
  std::vector<Measured> low_, high_;
  bool is_defined_;
  std::vector<Extrapolation> functions_;
};

// An ok promises that so many digits are right, so no error of 1e-3 passes.
constexpr double kNarrow = 1e-4;
// A derivative of 0 has no digits: it is as good as 0 beside the slopes of the neighbourhood.
constexpr double kNarrowAroundZero = 1e-6;
// What rounding does to a derivative that is computed without cancellation, even through very deep graphs.
constexpr double kTolerance = 1e-7;

}  // namespace

std::vector<Slope> slopes(std::span<const double> at, const MovedValues& moved, double reach) {
  Descent descent(at, moved);
  descent.run(reach);
  return descent.slopes();
}

Agreement agreement(double derivative, const Slope& slope) {
  if (!std::isfinite(slope.uncertainty) || slope.has_kink) return Agreement::unclear;
  const double size = std::max(std::abs(derivative), std::abs(slope.value));
  const double off = std::abs(derivative - slope.value);
  if (!(off <= kTolerance * size + slope.uncertainty)) return Agreement::differs;  // NaN does
  if (!std::isfinite(derivative)) return Agreement::differs;
  if (slope.uncertainty <= kNarrow * size) return Agreement::agrees;
  const bool is_zero = slope.swing == 0 || slope.uncertainty <= kNarrowAroundZero * slope.swing;
  return derivative == 0 && is_zero ? Agreement::agrees : Agreement::unclear;
}

double relative_error(double derivative, const Slope& slope) {
  if (derivative == slope.value) return 0;
  const double size = std::max(std::abs(derivative), std::abs(slope.value));
  const double whole = std::isfinite(slope.uncertainty) ? std::max(size, slope.uncertainty) : size;
  return std::abs(derivative - slope.value) / whole;
}

}  // namespace chainrule
