#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/graph/values.hpp>

#include <fmt/format.h>

namespace chainrule {

namespace {

bool is_variable(const Graph& graph, NodeId id) {
  return graph.role(id) == Role::input || graph.role(id) == Role::parameter;
}

}  // namespace

Values::Values(const Graph& graph, std::size_t examples) : graph_(&graph), examples_(examples) {
  if (examples == 0) throw GraphError("values are those of at least one example");
}

void Values::set(const Expr& leaf, std::span<const double> values) {
  check_leaf(*graph_, leaf);
  check_tensor(*graph_, leaf.id(), values.size());
  given_[leaf.id()] = {.numbers = {values.begin(), values.end()}, .is_bound = false};
}

void Values::bind(const Expr& input, std::span<const double> values) {
  check_leaf(*graph_, input);
  check_examples(*graph_, input.id(), examples_, values.size());
  given_[input.id()] = {.numbers = {values.begin(), values.end()}, .is_bound = true};
}

std::span<const double> Values::of(NodeId leaf) const {
  const auto found = given_.find(leaf);
  return found == given_.end() ? graph_->values(leaf) : found->second.numbers;
}

bool Values::is_bound(NodeId leaf) const {
  const auto found = given_.find(leaf);
  return found != given_.end() && found->second.is_bound;
}

std::optional<NodeId> Values::missing() const {
  for (std::size_t i = 0; i < graph_->leaves().size(); ++i) {
    const NodeId leaf = graph_->leaves()[i];
    if (is_variable(*graph_, leaf) && !given_.contains(leaf) && !has_default(*graph_, leaf)) return leaf;
  }
  return std::nullopt;
}

void check_leaf(const Graph& graph, const Expr& leaf) {
  if (leaf.graph() != &graph) throw GraphError("a value was set for a node of another graph");
  if (is_variable(graph, leaf.id())) return;
  const std::string name = node_name(graph, leaf.id());
  throw GraphError(fmt::format("{} is no input or parameter, its value cannot be set", name), name);
}

void check_tensor(const Graph& graph, NodeId leaf, std::size_t count) {
  const Shape& shape = graph.shape(leaf);
  if (count == shape.size()) return;
  const std::string name = node_name(graph, leaf);
  throw ShapeError(
      fmt::format("{} has shape {}, which takes {} numbers, not {}", name, to_text(shape), shape.size(), count), name);
}

void check_examples(const Graph& graph, NodeId input, std::size_t examples, std::size_t count) {
  const std::size_t expected = graph.shape(input).size() * examples;
  if (graph.per_example(input) && count == expected) return;
  const std::string name = node_name(graph, input);
  if (!graph.per_example(input))
    throw GraphError(fmt::format("{} is shared by all examples; only inputs are bound to data", name), name);
  throw ShapeError(fmt::format("{} takes {} numbers for {} examples, not {}", name, expected, examples, count), name);
}

bool has_default(const Graph& graph, NodeId leaf) {
  return !graph.values(leaf).empty() || graph.shape(leaf).size() == 0;
}

void throw_missing(const Graph& graph, NodeId leaf) {
  const std::string name = node_name(graph, leaf);
  throw GraphError(fmt::format("{} has no value: give it one in the graph, by set, or bind data to it", name), name);
}

}  // namespace chainrule
