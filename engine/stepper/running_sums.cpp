#include <chainrule/engine/op/chain_rule.hpp>
#include <chainrule/engine/stepper/running_sums.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kMostKept = std::size_t{1} << 21;

std::size_t stride_of(std::size_t contributions, std::size_t numbers) {
  if (numbers <= 1) return 1;
  const auto root = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(contributions))));
  return std::max({std::size_t{1}, root, contributions * numbers / kMostKept});
}

}  // namespace

RunningSums::RunningSums(std::size_t contributions, std::size_t numbers)
    : numbers_(numbers), stride_(stride_of(contributions, numbers)) {}

std::vector<double> RunningSums::after(std::size_t count, const Share& share) {
  if (numbers_ == 0) return {};
  std::size_t added = std::min(kept_.size() / numbers_, count / stride_) * stride_;
  const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(added / stride_ * numbers_);
  std::vector<double> sum;
  if (added > 0) sum.assign(last - static_cast<std::ptrdiff_t>(numbers_), last);
  for (; added < count; ++added) {
    const std::vector<double> more = share(added);
    if (sum.empty())
      sum = more;
    else
      for (std::size_t i = 0; i < numbers_; ++i) accumulate(sum[i], more[i]);
    const bool is_next_to_keep = (added + 1) % stride_ == 0 && (added + 1) / stride_ == kept_.size() / numbers_ + 1;
    if (is_next_to_keep) kept_.insert(kept_.end(), sum.begin(), sum.end());
  }
  return sum;
}

}  // namespace chainrule
