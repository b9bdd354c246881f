#include <chainrule/tools/explain/flow.hpp>

#include <algorithm>
#include <set>

namespace chainrule {

namespace {

constexpr std::size_t kLargestToRead = 2000;
constexpr std::size_t kLongestPath = 10'000;

}  // namespace

Flow::Flow(const Sweep& sweep, Definitions& definitions)
    : sweep_(sweep),
      graph_(sweep.graph()),
      definitions_(definitions),
      loss_(*sweep.loss()),
      is_small_(sweep.graph().size() <= kLargestToRead) {
  if (is_small_)
    collect_named();
  else
    collect_ops();
  std::ranges::sort(edges_, [](const Edge& a, const Edge& b) {
    return std::tuple(a.node, b.consumer, a.operand) < std::tuple(b.node, a.consumer, b.operand);
  });
  count_paths();
}

Written Flow::written(NodeId consumer) const {
  if (is_small_ && definitions_.can_define(consumer, Depth::named)) return Written::named;
  if (definitions_.can_define(consumer, Depth::op)) return Written::op;
  const bool is_scalar = graph_.shape(consumer).is_scalar();
  return is_scalar && graph_.op(consumer).kind == OpKind::example_reduction ? Written::reduction : Written::whole;
}

void Flow::collect_named() {
  std::vector<NodeId> open{loss_};
  std::set<NodeId> seen{loss_};
  while (!open.empty()) {
    const NodeId consumer = open.back();
    open.pop_back();
    if (graph_.role(consumer) != Role::operation || !sweep_.has_cotangent(consumer)) continue;
    std::vector<NodeId> found;
    add_edges(consumer, found);
    for (const NodeId node : found)
      if (seen.insert(node).second) open.push_back(node);
  }
}

void Flow::collect_ops() {
  std::vector<NodeId> unused;
  for (NodeId id = loss_ + 1; id-- > 0;) {
    if (graph_.role(id) != Role::operation || !sweep_.has_cotangent(id)) continue;
    const std::span<const NodeId> operands = graph_.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (sweep_.follows(id, i)) edges_.push_back({.node = operands[i], .consumer = id, .operand = i});
  }
}

void Flow::add_edges(NodeId consumer, std::vector<NodeId>& found) {
  const Written how = written(consumer);
  const auto add = [&](NodeId node, std::size_t operand) {
    edges_.push_back({.node = node, .consumer = consumer, .operand = operand});
    found.push_back(node);
  };
  if (how == Written::named) {
    const Definition definition = definitions_.define(consumer, Depth::named);
    for (std::size_t i = 0; i < definition.operands.size(); ++i) {
      const NodeId node = definition.operands[i];
      const bool flows = definition.is_one_op ? sweep_.follows(consumer, i) : sweep_.has_cotangent(node);
      if (flows) add(node, i);
    }
    return;
  }
  const std::span<const NodeId> operands = graph_.operands(consumer);
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (sweep_.follows(consumer, i)) add(operands[i], i);
}

void Flow::count_paths() {
  paths_.assign(std::size_t{loss_} + 1, 0.0);
  paths_[loss_] = 1;
  for (auto edge = edges_.rbegin(); edge != edges_.rend(); ++edge) paths_[edge->node] += paths_[edge->consumer];
}

std::span<const Edge> Flow::into(NodeId node) const {
  const auto first = std::ranges::lower_bound(edges_, node, {}, &Edge::node);
  const auto last = std::ranges::upper_bound(edges_, node, {}, &Edge::node);
  return {first, last};
}

std::vector<NodeId> Flow::receivers() const {
  std::vector<NodeId> operations{loss_}, leaves;
  for (auto edge = edges_.rbegin(); edge != edges_.rend(); ++edge) {
    std::vector<NodeId>& list = graph_.role(edge->node) == Role::operation ? operations : leaves;
    if (list.empty() || list.back() != edge->node) list.push_back(edge->node);
  }
  operations.insert(operations.end(), leaves.rbegin(), leaves.rend());
  return operations;
}

std::vector<Route> routes_from(const Flow& flow, NodeId node, std::size_t most) {
  std::vector<Route> found;
  if (node == flow.loss()) return found;
  std::vector<std::span<const Edge>> left{flow.into(node)};  // what has not been tried yet, by the edge's place
  Route path;
  while (!left.empty() && found.size() < most && path.size() < kLongestPath) {
    if (left.back().empty()) {
      left.pop_back();
      if (!path.empty()) path.pop_back();
      continue;
    }
    const Edge edge = left.back().front();
    left.back() = left.back().subspan(1);
    path.push_back(edge);
    if (edge.consumer == flow.loss()) {
      found.emplace_back(path.rbegin(), path.rend());
      path.pop_back();
    } else {
      left.push_back(flow.into(edge.consumer));
    }
  }
  return found;
}

}  // namespace chainrule
