// The steps, and what is known at a place in them.
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/stepper/stepper.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

std::vector<double> copied(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

}  // namespace

Stepper::Stepper(const Graph& graph, const Expr& loss) : Stepper(graph, loss, Sweep(graph)) {}

Stepper::Stepper(const Expr& loss, const Values& values, std::span<const Expr> wrt)
    : Stepper(values.graph(), loss, Sweep(values), wrt) {}

Stepper::Stepper(const Graph& graph, const Expr& loss, const Sweep& values, std::span<const Expr> wrt)
    : labels_(graph),
      sweep_(graph, values.examples()),
      wrt_(wrt.begin(), wrt.end()),
      trace_((sweep_.copy_leaf_values(values), run_backward(sweep_, loss, wrt))) {
  for (const NodeId id : graph.leaves(Role::parameter))
    if (sweep_.has_cotangent(id)) parameters_.push_back(id);
  passes_.push_back({.parameters = parameters_now(), .alpha = std::nullopt});
}

const Sweep& Stepper::run_backward(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt) {
  sweep.backward(loss, wrt);
  return sweep;
}

std::size_t Stepper::size() const {
  return (passes_.size() - 1) * whole_pass() + trace_.size() + (passes_.back().alpha ? parameters_.size() : 0);
}

void Stepper::check_step(std::size_t index) const {
  if (index == 0 || index > size())
    throw GraphError(fmt::format("there is no step {}: the steps are 1 to {}", index, size()));
}

void Stepper::place(std::span<const double> parameters) {
  for (const NodeId id : parameters_) {
    const std::size_t count = graph().shape(id).size();
    sweep_.set(graph().expr(id), parameters.first(count));
    parameters = parameters.subspan(count);
  }
}

/// Gives the sweep the numbers of that pass.
void Stepper::enter(std::size_t pass) {
  if (pass == entered_) return;
  place(passes_[pass].parameters);
  sweep_.backward(graph().expr(loss()), wrt_);
  trace_.renew();
  entered_ = pass;
}

const Sweep& Stepper::sweep() {
  enter(pass(position_));
  return sweep_;
}

const Trace& Stepper::trace() {
  enter(pass(position_));
  return trace_;
}

std::vector<double> Stepper::parameters_now() const {
  std::vector<double> numbers;
  for (const NodeId id : parameters_) {
    const std::span<const double> value = sweep_.primal_of(id);
    numbers.insert(numbers.end(), value.begin(), value.end());
  }
  return numbers;
}

// The steps.

Phase Stepper::phase(std::size_t index) const {
  check_step(index);
  const std::size_t at = offset_of(index);
  return at > trace_.size() ? Phase::update : trace_.phase(at);
}

NodeId Stepper::node(std::size_t index) const {
  check_step(index);
  const std::size_t at = offset_of(index);
  return at > trace_.size() ? parameters_[at - trace_.size() - 1] : trace_.node(at);
}

std::optional<NodeId> Stepper::input(std::size_t index) const {
  check_step(index);
  const std::size_t at = offset_of(index);
  return at > trace_.size() ? std::nullopt : trace_.input(at);
}

std::size_t Stepper::operand(std::size_t index) const {
  check_step(index);
  const std::size_t at = offset_of(index);
  return at > trace_.size() ? 0 : trace_.operand(at);
}

double Stepper::alpha(std::size_t index) const {
  check_step(index);
  if (const std::optional<double> alpha = passes_[pass(index)].alpha) return *alpha;
  throw GraphError(fmt::format("the pass of step {} has no update", index));
}

Step Stepper::step(std::size_t index) {
  check_step(index);
  Step step = step_in_numbers(index);
  describe(step);
  return step;
}

Step Stepper::step_in_numbers(std::size_t index) {
  enter(pass(index));
  if (phase(index) == Phase::update) return update_step(index);
  Step step = trace_[offset_of(index)];
  step.index = index;
  return step;
}

Step Stepper::update_step(std::size_t index) {
  Step step;
  step.index = index;
  step.phase = Phase::update;
  step.node = node(index);
  step.before = copied(sweep_.primal_of(step.node));
  step.upstream = copied(sweep_.cotangent_of(step.node));
  const double alpha = *passes_[pass(index)].alpha;
  for (std::size_t i = 0; i < step.before.size(); ++i) {
    step.contribution.push_back(-(alpha * step.upstream[i]));
    step.after.push_back(step.before[i] + step.contribution[i]);
  }
  return step;
}

/// The words to the numbers.
void Stepper::describe(Step& step) const {
  std::vector<NodeId> reads;
  if (step.phase == Phase::forward) {
    const FormulaOptions one_op{.limit = 0, .use_own_name = false, .inline_unnamed = false};
    step.formula = formula(graph(), step.node, labels_, Dialect::display, one_op);
    for (const NodeId id : graph().operands(step.node))
      if (graph().role(id) != Role::constant && std::ranges::find(reads, id) == reads.end()) reads.push_back(id);
  } else if (step.phase == Phase::backward) {
    step.formula = partial_formula(graph(), step.node, step.operand, labels_, Dialect::display);
    reads = partial_reads(graph(), step.node, step.operand, labels_);
  } else if (step.phase == Phase::update) {
    step.formula = fmt::format("{} - {}*{}", labels_[step.node], number_text(*passes_[pass(step.index)].alpha),
                               cotangent_label(labels_, step.node, loss()));
    reads = {step.node};
  } else {
    step.formula = "1";
  }
  for (const NodeId id : reads) step.reads.push_back({.node = id, .value = copied(sweep_.primal_of(id))});
}

// The state at this place.

std::optional<std::vector<double>> Stepper::value(NodeId node) {
  const std::size_t at = offset();
  if (!is_known(node)) return std::nullopt;
  const auto parameter = std::ranges::lower_bound(parameters_, node);
  const auto order = static_cast<std::size_t>(parameter - parameters_.begin());
  if (order < parameters_.size() && *parameter == node && at > trace_.size() + order)
    return step_in_numbers(position_ - at + trace_.size() + order + 1).after;
  return copied(sweep().primal_of(node));
}

std::optional<std::vector<double>> Stepper::cotangent(NodeId node) {
  return trace().cotangent_after(node, std::min(offset(), trace_.size()));
}

std::size_t Stepper::seen(NodeId node) const {
  const std::span<const std::uint32_t> steps = trace_.contributions(node);
  return static_cast<std::size_t>(std::ranges::upper_bound(steps, offset()) - steps.begin());
}

// Changing.

void Stepper::update(double alpha) {
  if (!std::isfinite(alpha)) throw GraphError(fmt::format("{} is no step size", number_text(alpha)));
  if (parameters_.empty()) throw GraphError("there is no parameter to update: the loss depends on none");
  if (sweep_.primal_of(loss()).size() != 1)
    throw GraphError(
        fmt::format("{} is not one number: parameters are updated by the gradient of a sum or mean", labels_[loss()]),
        std::string(labels_[loss()]));
  const std::size_t here = pass(position_);
  if (offset() > trace_.size())
    throw GraphError("the parameters of this pass are updated: go back to before that, or begin another pass");
  enter(here);
  passes_.resize(here + 1);
  passes_[here].alpha = alpha;
}

std::vector<double> Stepper::updated(std::size_t pass) {
  std::vector<double> numbers;
  for (std::size_t k = 0; k < parameters_.size(); ++k) {
    const std::vector<double> value = step_in_numbers(first_step(pass) + trace_.size() + k).after;
    numbers.insert(numbers.end(), value.begin(), value.end());
  }
  return numbers;
}

void Stepper::another_pass() {
  if (!passes_.back().alpha)
    throw GraphError("another pass would compute the same: update the parameters first, or set one");
  passes_.push_back({.parameters = updated(passes_.size() - 1), .alpha = std::nullopt});
}

void Stepper::set(const Expr& leaf, std::span<const double> values) {
  if (leaf.graph() != &graph()) throw GraphError("a value was set for a node of another graph");
  static_cast<void>(labels_[leaf.id()]);  // throws for a node that is newer than the stepper
  const std::size_t done = std::min(offset(), trace_.forward_steps());
  std::vector<double> parameters;
  for (const NodeId id : parameters_) {
    const std::vector<double> now = *value(id);
    parameters.insert(parameters.end(), now.begin(), now.end());
  }
  const std::vector<double> old = copied(sweep().primal_of(leaf.id()));
  sweep_.set(leaf, values);  // throws before it changes anything
  const std::vector<double> given = copied(sweep_.primal_of(leaf.id()));
  try {
    place(parameters);
    sweep_.assign(leaf, given);
    sweep_.backward(graph().expr(loss()), wrt_);
  } catch (...) {  // an op that the value does not suit, such as an index
    sweep_.assign(leaf, old);
    place(passes_[entered_].parameters);
    sweep_.backward(graph().expr(loss()), wrt_);
    throw;
  }
  trace_.renew();
  passes_.assign(1, {.parameters = parameters_now(), .alpha = std::nullopt});
  entered_ = 0;
  position_ = done;
}

}  // namespace chainrule
