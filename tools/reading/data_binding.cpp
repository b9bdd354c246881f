#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/ops/list.hpp>
#include <chainrule/tools/reading/data_binding.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace chainrule {
namespace {

/// The column that has one of the input's names.
std::optional<std::size_t> column_of(const Graph& graph, NodeId input, const Table& data) {
  for (std::size_t column = 0; column < data.names.size(); ++column)
    if (const auto node = graph.find(data.names[column]); node && node->id() == input) return column;
  return std::nullopt;
}

[[noreturn]] void fail(const Table& data, const std::string& message, const std::string& name) {
  throw InputError(message, SourcePosition{.file = data.file, .line = 1}, name);  // the header's
}

void check_columns(const Graph& graph, const Table& data, const std::set<NodeId>& given) {
  for (const std::string& name : data.names) {
    const auto node = graph.find(name);
    NearestName nearest(name);
    if (!node)
      for (const NodeId input : graph.leaves(Role::input)) nearest.consider(graph.name_of(input));
    if (!node || graph.role(node->id()) != Role::input)
      fail(data, fmt::format("the column {} is no input of the graph{}", in_quotes(name), nearest.hint()), name);
    if (given.contains(node->id()))
      fail(data, fmt::format("the input {} has a column and was given a value too", in_quotes(name)), name);
    if (!node->shape().is_scalar())
      fail(data,
           fmt::format("the input {} has shape {}: a column holds one number for each example", in_quotes(name),
                       to_text(node->shape())),
           name);
  }
}

void check_inputs(const Graph& graph, const Table& data, const std::set<NodeId>& given) {
  std::set<NodeId> bound;
  for (const std::string& name : data.names)
    if (const auto node = graph.find(name)) bound.insert(node->id());
  for (const NodeId input : graph.leaves(Role::input)) {
    if (bound.contains(input) || given.contains(input)) continue;
    const std::string name(graph.name_of(input));
    fail(data,
         fmt::format("no column {0} for the input of that name; to give all examples one value: --set {1}=...",
                     in_quotes(name), name),
         name);
  }
}

bool is_log_loss(const OpInfo& op) {
  return &op == &standard_info<LogLoss>() || &op == &standard_info<LogLossWithLogit>();
}

void check_label(const Graph& graph, const Table& data, NodeId input) {
  const std::optional<std::size_t> column = column_of(graph, input, data);
  if (!column) return;
  const std::vector<double>& labels = data.column(*column);
  const auto wrong = std::ranges::find_if(labels, [](double label) { return !(label >= 0 && label <= 1); });
  if (wrong == labels.end()) return;
  const auto row = static_cast<std::size_t>(wrong - labels.begin());
  throw InputError(fmt::format("the label {} of example {} is {}: labels lie in [0, 1]", in_quotes(data.names[*column]),
                               row + 1, number_text(*wrong)),
                   data.position(row, *column), data.names[*column]);
}

}  // namespace

void check_labels(const Graph& graph, const Table& data) {
  std::set<NodeId> labels;
  for (NodeId id = 0; id < graph.size(); ++id)
    if (graph.role(id) == Role::operation && is_log_loss(graph.op(id))) labels.insert(graph.operands(id)[1]);
  for (const NodeId label : labels)
    if (graph.role(label) == Role::input) check_label(graph, data, label);
}

void bind_columns(Values& values, const Table& data, std::span<const NodeId> given) {
  const Graph& graph = values.graph();
  const std::set<NodeId> nodes(given.begin(), given.end());
  check_inputs(graph, data, nodes);
  check_columns(graph, data, nodes);
  check_labels(graph, data);
  for (std::size_t i = 0; i < data.names.size(); ++i) values.bind(graph.at(data.names[i]), data.column(i));
}

}  // namespace chainrule
