#include <chainrule/engine/check/cotangent_paths.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace chainrule {

double largest_magnitude(std::span<const double> numbers) {
  double largest = 0;
  for (const double number : numbers) largest = std::max(largest, std::abs(number));
  return largest;
}

CotangentPaths::CotangentPaths(const Sweep& sweep) : sweep_(sweep), graph_(sweep.graph()), loss_(*sweep.loss()) {
  mark_needed();
  trace();
}

/// Marks the nodes that the loss depends on, along differentiable operands.
void CotangentPaths::mark_needed() {
  needed_.assign(graph_.size(), 0);
  consumer_.assign(graph_.size(), loss_);
  needed_[loss_] = kNeeded | kWithGradient;
  for (NodeId id = loss_ + 1; id-- > 0;) {
    if (needed_[id] == 0 || graph_.role(id) != Role::operation) continue;
    const std::span<const NodeId> operands = graph_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (needed_[operands[i]] == 0) consumer_[operands[i]] = id;
      const bool flows = has_gradient(id) && graph_.op(id).differentiable(i);
      needed_[operands[i]] |= flows ? kNeeded | kWithGradient : kNeeded;
    }
  }
}

void CotangentPaths::trace() {
  const std::size_t size = std::size_t{loss_} + 1;
  passed_.assign(size, -1);
  largest_.assign(size, 0);
  smallest_.assign(size, 0);
  if (!sweep_.has_cotangent(loss_)) return;
  usual_ = largest_magnitude(sweep_.cotangent_of(loss_));
  if (!graph_.per_example(loss_)) usual_ /= static_cast<double>(sweep_.examples());
  for (NodeId id = loss_ + 1; id-- > 0;) {
    if (graph_.role(id) != Role::operation || !sweep_.has_cotangent(id)) continue;
    const std::span<const NodeId> operands = graph_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (sweep_.follows(id, i)) pass(id, i, operands[i]);
  }
}

void CotangentPaths::pass(NodeId consumer, std::size_t operand, NodeId receiver) {
  double passed = largest_magnitude(sweep_.contribution(consumer, operand));
  if (!std::isfinite(passed)) passed = std::numeric_limits<double>::infinity();
  if (passed <= passed_[receiver]) return;
  passed_[receiver] = passed;
  consumer_[receiver] = consumer;
  const double own = largest_magnitude(sweep_.cotangent_of(receiver));
  const bool is_first = consumer == loss_ || graph_.op(consumer).kind == OpKind::example_reduction;
  largest_[receiver] = is_first ? own : std::max(largest_[consumer], own);
  smallest_[receiver] = is_first ? own : std::min(smallest_[consumer], own > 0 ? own : smallest_[consumer]);
}

std::vector<NodeId> CotangentPaths::to(NodeId node, std::size_t* left_out) const {
  std::vector<NodeId> path{node};
  while (path.back() != loss_) path.push_back(consumer_[path.back()]);
  std::ranges::reverse(path);
  *left_out = 0;
  if (path.size() <= kBeginning + kEnd) return path;
  *left_out = path.size() - kBeginning - kEnd;
  path.erase(path.begin() + kBeginning, path.end() - kEnd);
  path.shrink_to_fit();
  return path;
}

}  // namespace chainrule
