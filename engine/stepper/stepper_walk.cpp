// Going through the steps, and stopping on the way.
#include <chainrule/engine/stepper/stepper.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace chainrule {

namespace {

std::string steps_text(std::size_t count) { return fmt::format("{} step{}", count, count == 1 ? "" : "s"); }

bool have_same_bits(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

/// Whether the step, which is about the watched node, changes what is watched.
bool changes(const Step& step, const Watch& watch) {
  if (watch.only_cotangent && (step.phase == Phase::forward || step.phase == Phase::update)) return false;
  if (step.phase == Phase::forward || step.seen == 1) return true;  // it was not known before
  if (!watch.element) return !have_same_bits(step.before, step.after);
  return *watch.element < step.after.size() && !have_same_bits(std::span(step.before).subspan(*watch.element, 1),
                                                               std::span(step.after).subspan(*watch.element, 1));
}

}  // namespace

Step Stepper::forward() {
  if (is_at_end()) throw GraphError(fmt::format("this is the end: all {} are done", steps_text(size())));
  Step next = step(position_ + 1);
  ++position_;
  return next;
}

Step Stepper::back() {
  if (position_ == 0) throw GraphError("this is the beginning: there is no step to undo");
  Step last = step(position_);
  --position_;
  return last;
}

void Stepper::seek(std::size_t index) {
  if (index != 0) check_step(index);
  position_ = index;
}

Stop Stepper::go_to(std::size_t index) {
  if (index != 0) check_step(index);
  return walk(index);
}

Stop Stepper::until(const Expr& node, std::optional<Phase> phase_wanted) {
  if (node.graph() != &graph()) throw GraphError("a step was asked for that concerns a node of another graph");
  for (std::size_t index = position_ + 1; index <= size(); ++index) {
    const bool is_of_phase = !phase_wanted || phase(index) == *phase_wanted ||
                             (*phase_wanted == Phase::backward && phase(index) == Phase::seed);
    if (is_of_phase && subject(index) == node.id()) return walk(index);
  }
  const std::string name(labels_[node.id()]);
  throw GraphError(fmt::format("no step from here on gives {} a number", name), name);
}

Stop Stepper::run(Phase phase_wanted) {
  const std::size_t here = pass(std::min(position_ + 1, size()));
  const std::size_t before = first_step(here) - 1;
  std::size_t last = before;
  switch (phase_wanted) {
    case Phase::forward:
      last += trace_.forward_steps();
      break;
    case Phase::seed:
      last += trace_.forward_steps() + 1;
      break;
    case Phase::backward:
      last += trace_.size();
      break;
    case Phase::update:
      if (!passes_[here].alpha) throw GraphError("there is no update to run: give it a step size first");
      last += whole_pass();
      break;
  }
  if (last <= position_) throw GraphError(fmt::format("the {} phase of this pass is done", to_text(phase_wanted)));
  return walk(last);
}

/// To that step, or to an earlier one that stops the way.
Stop Stepper::walk(std::size_t to) {
  constexpr std::size_t kBetweenQuestions = 1024;
  const std::size_t start = position_;
  const bool is_forward = to > start;
  if (stops_.empty()) position_ = to;
  try {
    while (position_ != to) {
      is_forward ? ++position_ : --position_;
      if (position_ == 0) break;
      if (std::vector<std::size_t> numbers = stopping(position_); !numbers.empty()) {
        stops_.count(numbers);
        return {.reason = Stop::Reason::stopped, .numbers = std::move(numbers)};
      }
      if (position_ % kBetweenQuestions == 0 && is_interrupted_ && is_interrupted_())
        return {.reason = Stop::Reason::interrupted, .numbers = {}};
    }
  } catch (...) {  // from a condition
    position_ = start;
    throw;
  }
  return {};
}

Stop Stepper::go_on() {
  if (is_at_end()) throw GraphError(fmt::format("this is the end: all {} are done", steps_text(size())));
  Stop stop = walk(size());
  if (stop.reason == Stop::Reason::arrived) stop.reason = Stop::Reason::end;
  return stop;
}

Stop Stepper::go_back() {
  if (position_ == 0) throw GraphError("this is the beginning: there is no step to undo");
  Stop stop = walk(0);
  if (stop.reason == Stop::Reason::arrived) stop.reason = Stop::Reason::beginning;
  return stop;
}

/// The breakpoints and watches that stop the way at that step, which is the place by now.
std::vector<std::size_t> Stepper::stopping(std::size_t index) {
  std::vector<std::size_t> numbers;
  const Phase of_phase = phase(index);
  const NodeId given = subject(index);
  const bool applies_op = of_phase == Phase::forward || of_phase == Phase::backward;
  const OpInfo* op = applies_op ? &graph().op(node(index)) : nullptr;
  std::optional<Step> step;
  const auto in_numbers = [&]() -> const Step& {
    if (!step) step = step_in_numbers(index);
    return *step;
  };
  for (const Breakpoint& each : stops_.breakpoints()) {
    if ((each.node && *each.node != given) || (each.op != nullptr && each.op != op) ||
        (each.phase && *each.phase != of_phase))
      continue;
    if (!each.condition || each.condition(in_numbers())) numbers.push_back(each.number);
  }
  for (const Watch& each : stops_.watches())
    if (each.node == given && changes(in_numbers(), each)) numbers.push_back(each.number);
  return numbers;
}

NodeId Stepper::checked(const Expr& node) const {
  if (node.graph() != &graph()) throw GraphError("a stop was set on a node of another graph");
  static_cast<void>(labels_[node.id()]);  // throws for a node that is newer than the stepper
  return node.id();
}

std::size_t Stepper::break_on(const Expr& node, Stops::Condition condition) {
  Breakpoint breakpoint;
  breakpoint.node = checked(node);
  breakpoint.condition = std::move(condition);
  return stops_.add(std::move(breakpoint));
}

std::size_t Stepper::break_on(const OpInfo& op, Stops::Condition condition) {
  Breakpoint breakpoint;
  breakpoint.op = &op;
  breakpoint.condition = std::move(condition);
  return stops_.add(std::move(breakpoint));
}

std::size_t Stepper::break_on(Phase phase, Stops::Condition condition) {
  Breakpoint breakpoint;
  breakpoint.phase = phase;
  breakpoint.condition = std::move(condition);
  return stops_.add(std::move(breakpoint));
}

std::size_t Stepper::break_on(Stops::Condition condition) {
  Breakpoint breakpoint;
  breakpoint.condition = std::move(condition);
  return stops_.add(std::move(breakpoint));
}

std::size_t Stepper::watch(const Expr& node, std::optional<std::size_t> element) {
  return stops_.add(Watch{.number = 0, .node = checked(node), .only_cotangent = false, .element = element, .hits = 0});
}

std::size_t Stepper::watch_cotangent(const Expr& node, std::optional<std::size_t> element) {
  return stops_.add(Watch{.number = 0, .node = checked(node), .only_cotangent = true, .element = element, .hits = 0});
}

}  // namespace chainrule
