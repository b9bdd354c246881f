#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/tools/train/training_data.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace chainrule {

std::vector<std::string> feature_names(const Graph& graph, const Table& data, const Expr* label) {
  std::vector<std::string> names;
  for (const std::string& name : data.names) {
    const auto node = graph.find(name);
    if (node && (label == nullptr || !node->same_as(*label))) names.push_back(name);
  }
  return names;
}

std::vector<Feature> standardise_columns(Sweep& sweep, const Table& data, const std::vector<std::string>& names) {
  std::unordered_map<std::string_view, std::size_t> columns;
  for (std::size_t i = 0; i < data.names.size(); ++i) columns.emplace(data.names[i], i);
  std::vector<Feature> features;
  for (const std::string& name : names) {
    std::vector<double> column = data.column(columns.at(name));
    features.push_back({.name = name, .scale = scale_of(column)});
    standardise(column, features.back().scale);
    sweep.bind(sweep.graph().at(name), column);
  }
  return features;
}

void check_classes(const Table& data, const std::string& label) {
  const std::vector<double>& labels = data.column(label);
  const auto wrong = std::ranges::find_if(labels, [](double class_of) { return class_of != 0 && class_of != 1; });
  if (wrong == labels.end()) return;
  const auto row = static_cast<std::size_t>(wrong - labels.begin());
  const std::size_t column = *data.find(label);
  throw InputError(fmt::format("the label {} of example {} is {}: the classes are 0 and 1", in_quotes(label), row + 1,
                               data.cell(row, column)),
                   data.position(row, column), label);
}

}  // namespace chainrule
