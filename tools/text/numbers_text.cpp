#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/numbers_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kMostListed = 4;

std::string range_text(std::span<const double> numbers) {
  const auto is_nan = [](double number) { return std::isnan(number); };
  if (const auto nans = std::ranges::count_if(numbers, is_nan); nans > 0)
    return fmt::format("{} of {} nan", nans, numbers.size());
  const auto [least, most] = std::ranges::minmax(numbers);
  return fmt::format("from {} to {}", short_text(least), short_text(most));
}

}  // namespace

std::string numbers_text(std::span<const double> numbers) {
  if (numbers.size() == 1) return short_text(numbers[0]);
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kMostListed - 1 && numbers.size() > kMostListed) {
      text += fmt::format(", ..., {}", short_text(numbers.back()));
      break;
    }
    text += fmt::format("{}{}", i == 0 ? "" : ", ", short_text(numbers[i]));
  }
  return fmt::format("[{}]{}", text, numbers.size() > kMostListed ? fmt::format(" ({} numbers)", numbers.size()) : "");
}

std::string factor_text(std::span<const double> numbers) {
  const std::string text = numbers_text(numbers);
  return text.starts_with('-') ? fmt::format("({})", text) : text;
}

std::string summary_text(std::span<const double> numbers, const Shape& shape) {
  const bool is_list = numbers.size() != shape.size();
  if (numbers.size() <= kMostListed && (shape.rank() <= 1 || numbers.empty())) return numbers_text(numbers);
  std::string text = shape.is_scalar() ? "" : to_text(shape);
  if (is_list && shape.size() > 0)
    text = fmt::format("{} examples{}{}", numbers.size() / shape.size(), text.empty() ? "" : " of ", text);
  return fmt::format("{}, norm {}, {}", text, short_text(norm_of(numbers)), range_text(numbers));
}

std::string glance_text(std::span<const double> numbers, std::size_t most_columns) {
  const std::string all = numbers_text(numbers);
  const bool is_short = numbers.size() <= kMostListed && columns(all) <= most_columns;
  return numbers.size() == 1 || is_short ? all : fmt::format("norm {}", short_text(norm_of(numbers)));
}

double norm_of(std::span<const double> numbers) {
  double largest = 0;
  for (const double number : numbers) largest = std::max(largest, std::abs(number));
  if (largest == 0 || !std::isfinite(largest)) {
    for (const double number : numbers)
      if (std::isnan(number)) return number;
    return largest;
  }
  double sum = 0;
  for (const double number : numbers) sum += number / largest * (number / largest);
  return largest * std::sqrt(sum);
}

}  // namespace chainrule
