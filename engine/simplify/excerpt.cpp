#include <chainrule/engine/simplify/excerpt.hpp>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kMostNodes = 160;
constexpr std::size_t kMostOperands = 32;

/// Calls visit(node) after its operands, for each node at or below `root` of which wanted(node) holds, without
/// recursion.
template <class Wanted, class Visit>
void for_each_after_operands(const Graph& graph, NodeId root, Wanted wanted, Visit visit) {
  std::vector<std::pair<NodeId, std::size_t>> path{{root, 0}};
  while (!path.empty()) {
    auto& [id, next] = path.back();
    const std::span<const NodeId> operands = graph.operands(id);
    const NodeId current = id;
    if (!wanted(current) || next == operands.size()) {
      path.pop_back();
      visit(current);
    } else {
      path.emplace_back(operands[next++], 0);
    }
  }
}

}  // namespace

Excerpt::Excerpt(const Expr& root, Names names)
    : original_(root.graph()),
      original_root_(root.id()),
      graph_(GraphOptions{.intern = true, .arena = nullptr, .ops = &root.graph()->ops()}) {
  select(names);
  copy_selected();
}

void Excerpt::select(Names names) {
  std::vector<NodeId> nearest_first{original_root_};
  std::unordered_set<NodeId> seen{original_root_};
  for (std::size_t i = 0; i < nearest_first.size() && selected_.size() < kMostNodes; ++i) {
    const NodeId id = nearest_first[i];
    if (!opens(id, names)) continue;
    selected_.insert(id);
    for (const NodeId operand : original_->operands(id))
      if (seen.insert(operand).second) nearest_first.push_back(operand);
  }
}

bool Excerpt::opens(NodeId id, Names names) {
  const Role role = original_->role(id);
  const bool is_number = original_->is_number(id);
  if (role != Role::operation && !is_number) return false;
  if (role == Role::operation && original_->operands(id).size() > kMostOperands) return false;
  const bool is_closed = names == Names::closed && id != original_root_ && !original_->name_of(id).empty() &&
                         (is_number || original_->op(id).arithmetic != Arithmetic::none);
  has_closed_names_ = has_closed_names_ || is_closed;
  return !is_closed;
}

void Excerpt::copy_selected() {
  for_each_after_operands(
      *original_, original_root_, [&](NodeId id) { return selected_.contains(id) && !copies_.contains(id); },
      [&](NodeId id) {
        if (!copies_.contains(id)) copy(id);
      });
  root_ = copies_.at(original_root_);
  named_.erase(root_.id());
}

void Excerpt::copy(NodeId id) {
  Expr made;
  if (selected_.contains(id) && original_->role(id) == Role::operation) {
    std::vector<Expr> operands;
    for (const NodeId operand : original_->operands(id)) operands.push_back(copies_.at(operand));
    made = graph_.apply(original_->op(id), operands, original_->attributes(id));
  } else {
    made = copy_leaf(id);
  }
  copies_.emplace(id, made);
  const bool named = !original_->name_of(id).empty();
  if (named && named_.insert(made.id()).second) originals_.insert_or_assign(made.id(), id);
  originals_.try_emplace(made.id(), id);
}

Expr Excerpt::copy_leaf(NodeId id) {
  if (selected_.contains(id)) return graph_.constant(original_->values(id)[0]);
  if (original_->role(id) == Role::examples) return graph_.examples();
  const Shape& shape = original_->shape(id);
  return original_->per_example(id) ? graph_.input("", shape) : graph_.parameter("", shape);
}

ReadingSize Excerpt::size(const Expr& copy) {
  while (symbols_.size() < graph_.size()) {
    const auto id = static_cast<NodeId>(symbols_.size());
    double symbols = 1;
    if (!is_named(id))
      for (const NodeId operand : graph_.operands(id)) symbols += symbols_[operand];
    symbols_.push_back(symbols);
  }
  return {nodes_of(copy, false).size(), symbols_[copy.id()]};
}

std::vector<NodeId> Excerpt::nodes_of(const Expr& copy, bool inside_names) const {
  std::vector<bool> seen(copy.id() + 1);
  std::vector<NodeId> nodes{copy.id()};
  seen[copy.id()] = true;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (is_named(nodes[i]) && !inside_names) continue;
    for (const NodeId operand : graph_.operands(nodes[i])) {
      if (!seen[operand]) nodes.push_back(operand);
      seen[operand] = true;
    }
  }
  return nodes;
}

Expr Excerpt::exported(const Expr& copy) {
  for_each_after_operands(
      graph_, copy.id(), [&](NodeId id) { return !originals_.contains(id); },
      [&](NodeId id) {
        if (!originals_.contains(id)) export_node(id);
      });
  return original_->expr(originals_.at(copy.id()));
}

void Excerpt::export_node(NodeId copy) {
  Expr made;
  if (graph_.role(copy) == Role::operation) {
    std::vector<Expr> operands;
    for (const NodeId operand : graph_.operands(copy)) operands.push_back(original_->expr(originals_.at(operand)));
    made = original_->apply(graph_.op(copy), operands, graph_.attributes(copy));
  } else {
    made = graph_.role(copy) == Role::examples ? original_->examples() : original_->constant(graph_.values(copy)[0]);
  }
  originals_.emplace(copy, made.id());
}

}  // namespace chainrule
