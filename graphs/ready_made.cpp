#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/logistic.hpp>
#include <chainrule/graphs/ready_made.hpp>
#include <chainrule/graphs/source_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace chainrule {
namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::vector<std::string> features_of(const DataColumns& columns) {
  if (std::ranges::find(columns.names, columns.label) == columns.names.end())
    throw InputError(fmt::format("the data have no column {} for the label", shown(columns.label)));
  for (const std::string& name : columns.names)
    if (!is_utf8(name)) throw InputError(fmt::format("the column {} has a name that is not UTF-8", shown(name)));
  std::vector<std::string> features;
  std::ranges::remove_copy(columns.names, std::back_inserter(features), columns.label);
  if (features.empty()) throw InputError("the data have no columns besides the label");
  return features;
}

constexpr ReadyMade kReadyMade[] = {
    {.name = "lecture",
     .summary = "logistic regression, one example with two features; the loss is L",
     .build = [](Graph& graph, const DataColumns&) { lecture(graph); }},
    {.name = "lecture_m",
     .summary = "the same over m examples; the loss is their mean, J",
     .build = [](Graph& graph, const DataColumns&) { lecture_m(graph); }},
    {.name = "logistic",
     .summary = "logistic regression over m examples on all columns of the data; the loss is J",
     .takes_columns = true,
     .build = [](Graph& graph, const DataColumns& columns) { logistic(graph, features_of(columns), columns.label); }},
};

}  // namespace

std::span<const ReadyMade> ready_made_graphs() { return kReadyMade; }

const ReadyMade* find_ready_made(std::string_view name) {
  const auto found = std::ranges::find(kReadyMade, name, &ReadyMade::name);
  return found == std::end(kReadyMade) ? nullptr : found;
}

}  // namespace chainrule
