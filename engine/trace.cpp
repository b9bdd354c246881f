#include <chainrule/engine/chain_rule.hpp>
#include <chainrule/engine/trace.hpp>

#include <fmt/format.h>

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
  last_.resize(std::size_t{*sweep.loss()} + 1, 0);
  add_forward();
  add_backward();
}

/// Only what the loss depends on: other nodes are no part of its story.
void Trace::add_forward() {
  const Graph& graph = sweep_->graph();
  std::vector<std::uint8_t> needed(forward_.size(), 0);
  needed.back() = 1;
  for (std::size_t id = needed.size(); id-- > 0;)
    if (needed[id] != 0)
      for (const NodeId operand : graph.operands(static_cast<NodeId>(id))) needed[operand] = 1;
  for (NodeId id = 0; id < needed.size(); ++id) {
    if (needed[id] == 0 || graph.role(id) != Role::operation) continue;
    entries_.push_back({.phase = Phase::forward, .operand = 0, .node = id, .previous = 0, .seen = 0});
    forward_[id] = static_cast<std::uint32_t>(entries_.size());
  }
}

void Trace::add_backward() {
  const Graph& graph = sweep_->graph();
  const NodeId loss = *sweep_->loss();
  entries_.push_back({.phase = Phase::seed, .operand = 0, .node = loss, .previous = 0, .seen = 1});
  last_[loss] = static_cast<std::uint32_t>(entries_.size());
  for (NodeId id = loss + 1; id-- > 0;) {
    if (graph.role(id) != Role::operation || !sweep_->has_cotangent(id)) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      if (!sweep_->follows(id, i)) continue;
      const std::uint32_t previous = last_[operands[i]];
      entries_.push_back({.phase = Phase::backward,
                          .operand = static_cast<std::uint32_t>(i),
                          .node = id,
                          .previous = previous,
                          .seen = previous == 0 ? 1 : entries_[previous - 1].seen + 1});
      last_[operands[i]] = static_cast<std::uint32_t>(entries_.size());
    }
  }
}

NodeId Trace::receiver(const Entry& entry) const {
  return entry.phase == Phase::backward ? sweep_->graph().operands(entry.node)[entry.operand] : entry.node;
}

std::optional<NodeId> Trace::input(std::size_t index) const {
  const Entry& entry = entries_[index - 1];
  if (entry.phase != Phase::backward) return std::nullopt;
  return receiver(entry);
}

/// What the loss was seeded with: nothing else is added to its cotangent.
std::vector<double> Trace::seed() const {
  const std::span<const double> planted = sweep_->cotangent_of(*sweep_->loss());
  if (!sweep_->has_cotangent(*sweep_->loss())) return std::vector<double>(planted.size(), 1.0);
  return {planted.begin(), planted.end()};
}

/// The receiver's cotangent after step `index`, added up in the order of the steps.
std::vector<double> Trace::sum_up_to(std::uint32_t index) const {
  std::vector<std::uint32_t> steps;
  for (std::uint32_t i = index; i != 0; i = entries_[i - 1].previous) steps.push_back(i);
  std::vector<double> sum;
  for (std::size_t k = steps.size(); k-- > 0;) {
    const Entry& entry = entries_[steps[k] - 1];
    const std::vector<double> share =
        entry.phase == Phase::seed ? seed() : sweep_->contribution(entry.node, entry.operand);
    if (sum.empty()) {
      sum = share;
      continue;
    }
    for (std::size_t i = 0; i < sum.size(); ++i) accumulate(sum[i], share[i]);
  }
  return sum;
}

Step Trace::operator[](std::size_t index) const {
  if (index == 0 || index > size())
    throw GraphError(fmt::format("there is no step {}: the trace has steps 1 to {}", index, size()));
  const Entry& entry = entries_[index - 1];
  Step step;
  step.index = index;
  step.phase = entry.phase;
  step.node = entry.node;
  step.operand = entry.operand;
  if (entry.phase == Phase::forward) {
    const auto value = sweep_->primal_of(entry.node);
    step.value.assign(value.begin(), value.end());
    return step;
  }
  const NodeId to = receiver(entry);
  step.before = sum_up_to(entry.previous);
  if (step.before.empty()) step.before.assign(sweep_->cotangent_of(to).size(), 0.0);
  step.after = sum_up_to(static_cast<std::uint32_t>(index));
  step.seen = entry.seen;
  step.total = entries_[last_[to] - 1].seen;
  if (entry.phase == Phase::seed) {
    step.contribution = step.after;
    return step;
  }
  step.input = to;
  step.local = sweep_->partial(entry.node, entry.operand);
  const auto upstream = sweep_->cotangent_of(entry.node);
  step.upstream.assign(upstream.begin(), upstream.end());
  step.contribution = sweep_->contribution(entry.node, entry.operand);
  return step;
}

std::optional<std::vector<double>> Trace::cotangent_after(NodeId id, std::size_t index) const {
  if (id >= last_.size()) return std::nullopt;
  std::uint32_t step = last_[id];
  while (step > index) step = entries_[step - 1].previous;
  if (step == 0) return std::nullopt;
  return sum_up_to(step);
}

bool Trace::is_known_after(NodeId id, std::size_t index) const {
  return id >= forward_.size() || sweep_->graph().role(id) != Role::operation ||
         (forward_[id] != 0 && forward_[id] <= index);
}

}  // namespace chainrule
