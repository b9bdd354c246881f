#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/feature_columns.hpp>
#include <chainrule/graphs/gaussian_mixture.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/linear.hpp>
#include <chainrule/graphs/logistic.hpp>
#include <chainrule/graphs/mlp.hpp>
#include <chainrule/graphs/ready_made.hpp>
#include <chainrule/graphs/softmax_regression.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace chainrule {
namespace {

/// More numbers than that are surely a slip, and would not fit into memory.
constexpr std::int64_t kMostParameters = 100'000'000;

void build_logistic(Graph& graph, const Wanted& wanted) {
  logistic(graph, feature_columns(*wanted.data, wanted.label), wanted.label);
}

void build_linear(Graph& graph, const Wanted& wanted) {
  linear(graph, feature_columns(*wanted.data, wanted.label), wanted.label);
}

void build_softmax(Graph& graph, const Wanted& wanted) {
  const std::vector<std::string> features = feature_columns(*wanted.data, wanted.label);
  const std::int64_t classes = class_count(*wanted.data, wanted.label);
  const Expr x = feature_vector(graph, features);
  softmax_regression(x, graph.input(wanted.label), classes);
}

void build_mlp(Graph& graph, const Wanted& wanted) {
  const std::vector<std::string> features = feature_columns(*wanted.data, wanted.label);
  std::vector<std::int64_t> sizes{static_cast<std::int64_t>(features.size())};
  sizes.insert(sizes.end(), wanted.numbers.begin(), wanted.numbers.end());
  sizes.push_back(class_count(*wanted.data, wanted.label));
  double parameters = 0;
  for (std::size_t i = 1; i < sizes.size(); ++i)
    parameters += static_cast<double>(sizes[i - 1] + 1) * static_cast<double>(sizes[i]);
  if (parameters > static_cast<double>(kMostParameters))
    throw InputError(fmt::format("these layers have {} parameters, more than {}", parameters, kMostParameters));
  const Expr x = feature_vector(graph, features);
  mlp(x, graph.input(wanted.label), sizes);
}

void build_gmm(Graph& graph, const Wanted& wanted) {
  const auto d = static_cast<std::size_t>(wanted.numbers[0]), k = static_cast<std::size_t>(wanted.numbers[1]);
  const Table& data = *wanted.data;
  if (data.names.size() != d)
    throw InputError(
        fmt::format("gmm:{},{} is of {} features, and the data have {} columns", d, k, d, data.names.size()));
  if (data.rows() < k)
    throw InputError(fmt::format("{} components cannot begin at {} different examples", k, data.rows()));
  const MixtureStart start = mixture_start(data, k, wanted.standardised);
  const GaussianMixture model =
      gaussian_mixture(feature_vector(graph, data.names), wanted.numbers[1], {.gamma = 1, .m = 0}, &start);
  const Expr sum = model.penalty - model.log_likelihood;
  graph.set_loss(named("J", sum / graph.examples()));
}

constexpr ReadyMade kReadyMade[] = {
    {.name = "lecture",
     .form = "lecture",
     .summary = "logistic regression, one example with two features; the loss is L",
     .build = [](Graph& graph, const Wanted&) { lecture(graph); }},
    {.name = "lecture_m",
     .form = "lecture_m",
     .summary = "the same over m examples; the loss is their mean, J",
     .build = [](Graph& graph, const Wanted&) { lecture_m(graph); }},
    {.name = "logistic",
     .form = "logistic",
     .summary = "logistic regression on the columns besides the label's; the loss is J",
     .takes_columns = true,
     .build = build_logistic},
    {.name = "softmax",
     .form = "softmax",
     .summary = "the same for any number of classes; labels are 0, 1, 2, ...",
     .takes_columns = true,
     .build = build_softmax},
    {.name = "linear",
     .form = "linear",
     .summary = "linear regression: the loss J is the mean of squared errors",
     .takes_columns = true,
     .build = build_linear},
    {.name = "mlp",
     .form = "mlp:16,8",
     .summary = "a perceptron: hidden layers of 16 and 8 units, relu; labels as for softmax",
     .takes_columns = true,
     .numbers = "the sizes of its hidden layers",
     .build = build_mlp},
    {.name = "gmm",
     .form = "gmm:d,k",
     .summary = "a mixture of k Gaussians in d columns; J is -log(likelihood · prior) / m",
     .takes_columns = true,
     .numbers = "the numbers of features and of components",
     .count = 2,
     .build = build_gmm},
};

[[noreturn]] void refuse(const ReadyMade& graph, std::string_view text, const std::string& why) {
  const std::string example = graph.name == "gmm" ? "gmm:2,3" : std::string(graph.form);
  throw UsageError(fmt::format("{}: {}; give {}, as in {}", in_quotes(std::string(text)), why, graph.numbers, example));
}

std::int64_t number_in(const ReadyMade& graph, std::string_view text, std::string_view part) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  if (part.empty()) refuse(graph, text, "a number is missing");
  if (error == std::errc::invalid_argument || end != part.data() + part.size())
    refuse(graph, text, fmt::format("{} is no whole number", in_quotes(std::string(part))));
  if (error != std::errc() || number > kMostParameters) refuse(graph, text, fmt::format("{} is too large", part));
  if (number < 1) refuse(graph, text, fmt::format("{} is less than 1", number));
  return number;
}

std::vector<std::int64_t> numbers_in(const ReadyMade& graph, std::string_view text, std::string_view list) {
  std::vector<std::int64_t> numbers;
  for (;;) {
    const std::size_t comma = list.find(',');
    numbers.push_back(number_in(graph, text, list.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  if (graph.count != 0 && numbers.size() != graph.count)
    refuse(graph, text, fmt::format("there should be {} numbers, not {}", graph.count, numbers.size()));
  return numbers;
}

}  // namespace

std::span<const ReadyMade> ready_made_graphs() { return kReadyMade; }

std::optional<ReadyMadeCall> find_ready_made(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto found = std::ranges::find(kReadyMade, text.substr(0, colon), &ReadyMade::name);
  if (found == std::end(kReadyMade)) return std::nullopt;
  if (colon == std::string_view::npos) {
    if (!found->numbers.empty()) refuse(*found, text, "its numbers are missing");
    return ReadyMadeCall{.graph = found, .numbers = {}};
  }
  if (found->numbers.empty())
    throw UsageError(fmt::format("{}: {} takes no numbers", in_quotes(std::string(text)), found->name));
  return ReadyMadeCall{.graph = found, .numbers = numbers_in(*found, text, text.substr(colon + 1))};
}

}  // namespace chainrule
