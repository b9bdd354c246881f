#include <chainrule/engine/graph/graph.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace chainrule {

namespace {

bool begins_with_standard_ops(const OpSet& set) {
  const auto& standard = standard_ops().ops;
  return set.ops.size() >= standard.size() && std::equal(standard.begin(), standard.end(), set.ops.begin());
}

}  // namespace

Expr::Expr(Graph& graph, NodeId id) : graph_(&graph), bits_(id) {
  const Node& node = graph.node(id);
  if (node.has(NodeFlags::kPerExample)) bits_ |= kPerExample;
  if (node.on_parameter()) bits_ |= kOnParameter;
  if (graph.is_bulk() && graph.shape(id).is_scalar()) bits_ |= kBulkScalar;
  if (node.role() <= Role::parameter) bits_ |= kSettable;
}

const Shape& Expr::shape() const {
  static const Shape kScalarShape;
  return graph_ == nullptr ? kScalarShape : graph_->shape(id());
}

Graph::Graph(const GraphOptions& options)
    : arena_(options.arena != nullptr ? options.arena : &own_arena_),
      ops_(options.ops != nullptr ? options.ops : &standard_ops()),
      interning_(options.intern),
      standard_(begins_with_standard_ops(*ops_)),
      bulk_(standard_ && !interning_),
      nodes_(*arena_),
      details_(*arena_),
      leaves_(*arena_),
      table_{nullptr} {
  table_.insert(table_.end(), ops_->ops.begin(), ops_->ops.end());
}

std::span<const NodeId> Graph::operands(NodeId id) const {
  const Node& stored = node(id);
  if (stored.op == 0) return {};
  if (stored.detail == 0) return {stored.operand, stored.arity};
  const NodeDetail& detail = details_[stored.detail - 1];
  return {detail.operands, detail.arity};
}

const Shape& Graph::shape(NodeId id) const {
  static const Shape kScalarShape;
  const std::uint32_t detail = node(id).detail;
  return detail == 0 ? kScalarShape : details_[detail - 1].shape;
}

const Attributes& Graph::attributes(NodeId id) const {
  static const Attributes kNone;
  const std::uint32_t detail = node(id).detail;
  return detail == 0 ? kNone : details_[detail - 1].attributes;
}

std::span<const double> Graph::values(NodeId id) const {
  const Node& stored = node(id);
  if (stored.op != 0 || !stored.has(NodeFlags::kHasValue)) return {};
  if (stored.detail == 0) return {&stored.value, 1};
  const NodeDetail& detail = details_[stored.detail - 1];
  return {detail.values, detail.shape.size()};
}

std::optional<Expr> Graph::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return expr(names_[found->second].node);
}

Expr Graph::at(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  std::string known;
  for (const Naming& naming : names().first(std::min<std::size_t>(names_.size(), 12)))
    known += fmt::format("{}{}", known.empty() ? "" : ", ", naming.name);
  throw GraphError(fmt::format("there is no node named \"{}\"; the names are {}{}", name,
                               known.empty() ? "none" : known, names_.size() > 12 ? ", ..." : ""));
}

std::string_view Graph::name_of(NodeId id) const {
  const auto found = first_name_.find(id);
  return found == first_name_.end() ? std::string_view() : names_[found->second].name;
}

void Graph::name(const Expr& node, std::string_view name) {
  if (node.graph() != this) throw GraphError(fmt::format("\"{}\" would name a node of another graph", name));
  if (name.empty()) throw GraphError("a name cannot be empty");
  if (const auto taken = find(name)) {
    if (taken->id() == node.id()) return;
    throw GraphError(fmt::format("the name \"{}\" is taken by another node", name), std::string(name));
  }
  const std::span<char> copy = arena_->allocate_array<char>(name.size());
  std::memcpy(copy.data(), name.data(), name.size());
  const auto index = static_cast<std::uint32_t>(names_.size());
  names_.push_back({{copy.data(), copy.size()}, node.id()});
  by_name_.emplace(names_.back().name, index);
  first_name_.try_emplace(node.id(), index);
}

void Graph::group(std::string_view name, std::span<const Expr> nodes) {
  if (name.empty()) throw GraphError("a group's name cannot be empty");
  Group group{.name = std::string(name), .nodes = {}};
  for (const Expr& node : nodes) {
    if (node.graph() != this) throw GraphError(fmt::format("group \"{}\" has a node of another graph", name));
    group.nodes.push_back(node.id());
  }
  groups_.push_back(std::move(group));
}

void Graph::set_loss(const Expr& node) {
  if (node.graph() != this) throw GraphError("the loss is a node of another graph");
  loss_ = node.id();
}

std::optional<Expr> Graph::loss() const {
  if (!loss_) return std::nullopt;
  return expr(*loss_);
}

std::vector<NodeId> Graph::leaves(Role role) const {
  std::vector<NodeId> found;
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    if (this->role(leaves_[i]) == role) found.push_back(leaves_[i]);
  return found;
}

Expr named(std::string_view name, const Expr& node) {
  if (node.is_number()) throw GraphError(fmt::format("\"{}\" would name a plain number, not a node", name));
  node.graph()->name(node, name);
  return node;
}

}  // namespace chainrule
