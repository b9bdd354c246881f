#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/engine/stepper/trace.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

std::string_view to_text(Phase phase) {
  switch (phase) {
    case Phase::forward:
      return "forward";
    case Phase::seed:
      return "seed";
    case Phase::backward:
      return "backward";
    case Phase::update:
      return "update";
  }
  return "";
}

Trace::Trace(const Sweep& sweep) : sweep_(&sweep) {
  if (!sweep.loss()) throw NoGradient("a trace shows a backward pass: run backward() first");
  if (!sweep.gradient_is_current())
    throw StaleGradient("a value changed since the backward pass: run backward() again before tracing it");
  forward_.resize(std::size_t{*sweep.loss()} + 1, 0);
  add_forward();
  add_backward();
  list_contributions();
}

/// Only what the loss depends on: other nodes are no part of its story.
void Trace::add_forward() {
  const Graph& graph = sweep_->graph();
  const NodeId loss = *sweep_->loss();
  const std::vector<bool> is_needed = needed_nodes(graph, std::span(&loss, 1));
  for (NodeId id = 0; id <= loss; ++id) {
    if (!is_needed[id] || graph.role(id) != Role::operation) continue;
    entries_.push_back({.node = id, .operand = 0, .seen = 0});
    forward_[id] = static_cast<std::uint32_t>(entries_.size());
  }
  forward_steps_ = entries_.size();
}

void Trace::add_backward() {
  const Graph& graph = sweep_->graph();
  const NodeId loss = *sweep_->loss();
  std::vector<std::uint32_t> seen(std::size_t{loss} + 1, 0);
  entries_.push_back({.node = loss, .operand = 0, .seen = ++seen[loss]});
  for (NodeId id = loss + 1; id-- > 0;) {
    if (graph.role(id) != Role::operation || !sweep_->has_cotangent(id)) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::uint32_t i = 0; i < operands.size(); ++i)
      if (sweep_->follows(id, i)) entries_.push_back({.node = id, .operand = i, .seen = ++seen[operands[i]]});
  }
}

/// Sorts the steps by receiver.
void Trace::list_contributions() {
  begins_.assign(forward_.size() + 1, 0);
  for (std::size_t index = forward_steps_ + 1; index <= size(); ++index) ++begins_[subject(index) + 1];
  for (std::size_t id = 1; id < begins_.size(); ++id) begins_[id] += begins_[id - 1];
  contributions_.resize(begins_.back());
  for (std::size_t index = forward_steps_ + 1; index <= size(); ++index)
    contributions_[begins_[subject(index)] + entries_[index - 1].seen - 1] = static_cast<std::uint32_t>(index);
}

Phase Trace::phase(std::size_t index) const {
  if (index <= forward_steps_) return Phase::forward;
  return index == forward_steps_ + 1 ? Phase::seed : Phase::backward;
}

std::optional<NodeId> Trace::input(std::size_t index) const {
  if (phase(index) != Phase::backward) return std::nullopt;
  const Entry& entry = entries_[index - 1];
  return sweep_->graph().operands(entry.node)[entry.operand];
}

std::span<const std::uint32_t> Trace::contributions(NodeId id) const {
  if (id >= forward_.size()) return {};
  return std::span(contributions_).subspan(begins_[id], begins_[id + 1] - begins_[id]);
}

/// The cotangent with which the loss was seeded: nothing else is added to its cotangent.
std::vector<double> Trace::seed() const {
  const NodeId loss = *sweep_->loss();
  if (!sweep_->has_cotangent(loss)) return std::vector<double>(sweep_->primal_of(loss).size(), 1.0);
  const std::span<const double> planted = sweep_->cotangent_of(loss);
  return {planted.begin(), planted.end()};
}

std::vector<double> Trace::share_of(std::size_t index) const {
  const Entry& entry = entries_[index - 1];
  return phase(index) == Phase::seed ? seed() : sweep_->contribution(entry.node, entry.operand);
}

/// The receiver's cotangent after so many contributions, added up in the order of the steps.
std::vector<double> Trace::sum_of(NodeId receiver, std::size_t count) const {
  const std::span<const std::uint32_t> steps = contributions(receiver);
  const std::size_t numbers =
      sweep_->has_cotangent(receiver) ? sweep_->cotangent_of(receiver).size() : sweep_->primal_of(receiver).size();
  RunningSums& sums = sums_.try_emplace(receiver, steps.size(), numbers).first->second;
  return sums.after(count, [&](std::size_t i) { return share_of(steps[i]); });
}

Step Trace::operator[](std::size_t index) const {
  if (index == 0 || index > size())
    throw GraphError(fmt::format("there is no step {}: the trace has steps 1 to {}", index, size()));
  const Entry& entry = entries_[index - 1];
  Step step;
  step.index = index;
  step.phase = phase(index);
  step.node = entry.node;
  step.operand = entry.operand;
  if (step.phase == Phase::forward) {
    const auto value = sweep_->primal_of(entry.node);
    step.value.assign(value.begin(), value.end());
    return step;
  }
  step.input = input(index);
  const NodeId to = step.subject();
  step.seen = entry.seen;
  step.total = contributions(to).size();
  step.contribution = share_of(index);
  step.before = entry.seen > 1 ? sum_of(to, entry.seen - 1) : std::vector<double>(step.contribution.size(), 0.0);
  step.after = sum_of(to, entry.seen);
  if (step.phase == Phase::seed) return step;
  step.local = sweep_->partial(entry.node, entry.operand);
  const auto upstream = sweep_->cotangent_of(entry.node);
  step.upstream.assign(upstream.begin(), upstream.end());
  return step;
}

std::optional<std::vector<double>> Trace::cotangent_after(NodeId id, std::size_t index) const {
  const std::span<const std::uint32_t> steps = contributions(id);
  const auto seen = static_cast<std::size_t>(std::ranges::upper_bound(steps, index) - steps.begin());
  if (seen == 0) return std::nullopt;
  return sum_of(id, seen);
}

bool Trace::is_known_after(NodeId id, std::size_t index) const {
  return id >= forward_.size() || sweep_->graph().role(id) != Role::operation ||
         (forward_[id] != 0 && forward_[id] <= index);
}

}  // namespace chainrule
