#include <chainrule/graphs/dot/dot_moment.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

std::uint64_t key(NodeId consumer, std::size_t operand) { return std::uint64_t{consumer} << 32 | operand; }

}  // namespace

DotMoment::DotMoment(const Trace& trace, std::size_t step) : trace_(&trace) {
  for (std::uint32_t index = 1; index <= trace.size(); ++index) {
    const auto input = trace.input(index);
    if (trace.phase(index) != Phase::forward) last_[input.value_or(trace.node(index))] = index;
    if (input) step_of_[key(trace.node(index), trace.operand(index))] = index;
  }
  seek(step);
}

void DotMoment::seek(std::size_t step) {
  if (step > trace_->size())
    throw GraphError(fmt::format("there is no step {}: the trace has steps 1 to {}", step, trace_->size()));
  step_ = step;
}

bool DotMoment::is_final(NodeId id) const {
  const auto last = last_.find(id);
  return last != last_.end() && last->second <= step_;
}

/// 0 where the backward pass does not go.
std::uint32_t DotMoment::step_of(const Arrow::Use& use) const {
  const auto found = step_of_.find(key(use.consumer, use.operand));
  return found == step_of_.end() ? 0 : found->second;
}

bool DotMoment::has_flowed(const Arrow& arrow) const {
  return std::ranges::all_of(arrow.uses, [&](const Arrow::Use& use) { return step_of(use) <= step_; });
}

std::optional<NodeId> DotMoment::receiver() const {
  if (step_ == 0) return std::nullopt;
  return trace_->input(step_).value_or(trace_->node(step_));
}

bool DotMoment::is_active(const Arrow& arrow) const {
  if (step_ == 0) return false;
  return std::ranges::any_of(arrow.uses, [&](const Arrow::Use& use) {
    if (is_backward()) return step_of(use) == step_;
    return trace_->node(step_) == use.consumer;
  });
}

}  // namespace chainrule
