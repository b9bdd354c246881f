#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/feature_columns.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chainrule {
namespace {

constexpr double kMostClasses = 10'000;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void check_names(std::span<const std::string> names) {
  for (const std::string& name : names)
    if (!is_utf8(name)) throw InputError(fmt::format("the column {} has a name that is not UTF-8", in_quotes(name)));
}

/// The numbers of a column, all of which must be finite.
const std::vector<double>& finite_column(const Table& data, std::size_t index) {
  const std::vector<double>& column = data.column(index);
  const auto wrong = std::ranges::find_if_not(column, [](double number) { return std::isfinite(number); });
  if (wrong == column.end()) return column;
  const auto row = static_cast<std::size_t>(wrong - column.begin());
  throw InputError(fmt::format("{} is {} in example {}: a mixture needs finite numbers", in_quotes(data.names[index]),
                               number_text(*wrong), row + 1),
                   data.position(row, index), data.names[index]);
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments_of(const std::vector<double>& column) {
  const auto count = static_cast<double>(column.size());
  double mean = 0, squares = 0;
  for (const double number : column) mean += number / count;
  for (const double number : column) squares += (number - mean) * (number - mean) / count;
  const double deviation = std::sqrt(squares);
  return {.mean = mean, .deviation = deviation > 0 && std::isfinite(deviation) ? deviation : 1};
}

}  // namespace

std::vector<std::string> feature_columns(const Table& data, const std::string& label) {
  if (!data.find(label)) throw InputError(fmt::format("the data have no column {} for the label", in_quotes(label)));
  check_names(data.names);
  std::vector<std::string> features;
  std::ranges::remove_copy(data.names, std::back_inserter(features), label);
  if (features.empty()) throw InputError("the data have no columns besides the label");
  return features;
}

Expr feature_vector(Graph& graph, std::span<const std::string> names) {
  check_names(names);
  std::vector<Expr> parts;
  for (const std::string& name : names) parts.push_back(graph.input(name));
  for (Expr& part : parts) part = reshape(part, {1});
  return parts.size() == 1 ? parts[0] : concat(std::span<const Expr>(parts));
}

std::int64_t class_count(const Table& data, const std::string& label) {
  const std::vector<double>& labels = data.column(label);
  const auto wrong = std::ranges::find_if(labels, [](double of_class) {
    return !(of_class >= 0 && of_class < kMostClasses) || std::trunc(of_class) != of_class;
  });
  if (wrong != labels.end()) {
    const auto row = static_cast<std::size_t>(wrong - labels.begin());
    const std::size_t column = *data.find(label);
    throw InputError(fmt::format("the label {} of example {} is {}: classes are whole numbers from 0 to {}",
                                 in_quotes(label), row + 1, data.cell(row, column), kMostClasses - 1),
                     data.position(row, column), label);
  }
  const auto classes = static_cast<std::int64_t>(std::ranges::max(labels)) + 1;
  if (classes < 2)
    throw InputError(fmt::format("all labels {} are 0: there are no classes to tell apart", in_quotes(label)));
  return classes;
}

MixtureStart mixture_start(const Table& data, std::size_t components, bool standardised) {
  const std::size_t d = data.names.size(), packed = d * (d + 1) / 2;
  MixtureStart start{.alphas = std::vector<double>(components),
                     .means = std::vector<double>(components * d),
                     .icf = std::vector<double>(components * packed)};
  for (std::size_t j = 0; j < d; ++j) {
    const std::vector<double>& column = finite_column(data, j);
    const Moments moments = moments_of(column);
    for (std::size_t c = 0; c < components; ++c) {
      const double example = column[c * column.size() / components];
      start.means[c * d + j] = standardised ? (example - moments.mean) / moments.deviation : example;
      start.icf[c * packed + j] = standardised ? 0 : -std::log(moments.deviation);
    }
  }
  return start;
}

}  // namespace chainrule
