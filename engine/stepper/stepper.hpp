// Walks through a gradient one application of the chain rule at a time, forward and back.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/engine/graph/values.hpp>
#include <chainrule/engine/stepper/step.hpp>
#include <chainrule/engine/stepper/stops.hpp>
#include <chainrule/engine/stepper/trace.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// A place in the steps of a gradient: after step 0, where nothing but the leaves is known, up to after the last step.
///
///     Stepper s(graph, loss);
///     s.until(z);                                                    // z is computed
///     s.break_on(Phase::backward, [](const Step& step) { return std::abs(step.after[0]) < 1e-6; });
///     s.go_on();                                                     // to the first small cotangent, or to the end
///     s.back();                                                      // every number is again what it was, bit for bit
///
/// A pass has a step per operation, one for the seed, one per contribution; `update` appends one per parameter, and
/// `another_pass` the pass that follows. Memory is in proportion to the graph and to the parameters of each pass: the
/// numbers of a step are recomputed from the values it read. What throws leaves the stepper where it was. The graph
/// must outlive the stepper; nodes that are added to it later are no part of it.
class Stepper {
 public:
  /// With the graph's own values, over one example.
  Stepper(const Graph& graph, const Expr& loss);
  /// With the leaves' values of a sweep, over its examples; by `wrt` instead of all parameters if it is given.
  Stepper(const Graph& graph, const Expr& loss, const Sweep& values, std::span<const Expr> wrt = {});

  /// With those values, over their examples.
  Stepper(const Expr& loss, const Values& values, std::span<const Expr> wrt = {});

  std::size_t size() const;
  std::size_t position() const { return position_; }
  bool is_at_end() const { return position_ == size(); }

  // Going. Each of them throws GraphError where there is no way to go.

  /// Does the next step.
  Step forward();
  /// Undoes the last step and returns it.
  Step back();
  /// To just after that step; 0 is the beginning.
  void seek(std::size_t index);
  /// To that step too, but breakpoints and watches stop on the way.
  Stop go_to(std::size_t index);
  /// Forward to the next step that gives the node a number: its value, its cotangent, its update; or one of that phase.
  /// Stops before at breakpoints and watches.
  Stop until(const Expr& node, std::optional<Phase> phase = std::nullopt);
  /// To the end of that phase of this pass, or at breakpoints and watches. A pass must have been updated for `update`.
  Stop run(Phase phase);
  /// To the next breakpoint or watch, or to the end; back to the last one, or to the beginning.
  Stop go_on();
  Stop go_back();

  // Where to stop. The numbers that these return count from 1.

  std::size_t break_on(const Expr& node, Stops::Condition condition = {});
  std::size_t break_on(const OpInfo& op, Stops::Condition condition = {});
  std::size_t break_on(Phase phase, Stops::Condition condition = {});
  /// At any step.
  std::size_t break_on(Stops::Condition condition);
  /// Stops after steps that change the node's value or cotangent, or that one of its numbers.
  std::size_t watch(const Expr& node, std::optional<std::size_t> element = std::nullopt);
  /// Stops after steps that change the cotangent, not the value.
  std::size_t watch_cotangent(const Expr& node, std::optional<std::size_t> element = std::nullopt);
  /// GraphError if there is none of that number.
  void erase(std::size_t number) { stops_.erase(number); }
  void clear_stops() { stops_.clear(); }
  const Stops& stops() const { return stops_; }
  /// Asked now and then on long ways; if it answers true, the way ends where it has got to.
  void interrupt_when(std::function<bool()> asked) { is_interrupted_ = std::move(asked); }

  // The state at this place.

  /// Step `index` with everything that is to be said of it. GraphError if there is no such step.
  Step step(std::size_t index);
  Phase phase(std::size_t index) const;
  NodeId node(std::size_t index) const;
  std::optional<NodeId> input(std::size_t index) const;
  /// Which operand of the consumer a backward step is about; 0 for other steps.
  std::size_t operand(std::size_t index) const;
  NodeId subject(std::size_t index) const { return input(index).value_or(node(index)); }
  /// The step size of the pass of that step. GraphError if it has no update.
  double alpha(std::size_t index) const;
  /// The pass of step `index`, from 0, and the index of its first step.
  std::size_t pass(std::size_t index) const { return index == 0 ? 0 : (index - 1) / whole_pass(); }
  std::size_t first_step(std::size_t pass) const { return pass * whole_pass() + 1; }
  /// The node's value, if it is known here; a parameter's is the updated one after its update.
  std::optional<std::vector<double>> value(NodeId node);
  bool is_known(NodeId node) const { return trace_.step_of(node) <= offset(); }
  /// The sum so far of the node's cotangent; nothing if nothing has.
  std::optional<std::vector<double>> cotangent(NodeId node);
  /// How many contributions it has got, and how many there are in all.
  std::size_t seen(NodeId node) const;
  std::size_t total(NodeId node) const { return trace_.contributions(node).size(); }
  /// Whether a parameter has been updated since the values and cotangents were computed.
  bool is_outdated() const { return offset() > trace_.size(); }

  // Changing.

  /// Appends the steps parameter := parameter - alpha · cotangent to this pass: first all gradients, then all updates.
  /// An update that has not begun here, and what follows it, is replaced. GraphError if there is no parameter to
  /// update, if it has begun, or if the loss is not one number.
  void update(double alpha);
  /// Appends a pass with the updated parameters. GraphError if the last pass has not been updated.
  void another_pass();
  /// Gives a leaf another value, as from the beginning of this pass, and computes forward. Passes before this one are
  /// forgotten, updates too; if the backward pass had begun, the place is the end of the forward pass.
  void set(const Expr& leaf, std::span<const double> values);

  const Graph& graph() const { return sweep_.graph(); }
  const Labels& labels() const { return labels_; }
  NodeId loss() const { return *sweep_.loss(); }
  std::size_t examples() const { return sweep_.examples(); }
  /// The finished sweep of the pass at this place, and its trace.
  const Sweep& sweep();
  const Trace& trace();

 private:
  /// One pass: the parameters it begins with, and its update if it has one.
  struct Pass {
    std::vector<double> parameters;
    std::optional<double> alpha;
  };

  static const Sweep& run_backward(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt);
  std::size_t whole_pass() const { return trace_.size() + parameters_.size(); }
  /// How many steps of its pass are done here.
  std::size_t offset() const { return offset_of(position_); }
  std::size_t offset_of(std::size_t index) const { return index == 0 ? 0 : index - pass(index) * whole_pass(); }
  void check_step(std::size_t index) const;
  void enter(std::size_t pass);
  void place(std::span<const double> parameters);
  std::vector<double> parameters_now() const;
  std::vector<double> updated(std::size_t pass);
  Step step_in_numbers(std::size_t index);
  Step update_step(std::size_t index);
  void describe(Step& step) const;
  NodeId checked(const Expr& node) const;
  std::vector<std::size_t> stopping(std::size_t index);
  Stop walk(std::size_t to);

  Labels labels_;
  Sweep sweep_;
  std::vector<Expr> wrt_;
  Trace trace_;
  std::vector<NodeId> parameters_;  // that an update changes
  std::vector<Pass> passes_;
  std::size_t entered_ = 0;  // the pass whose numbers the sweep has
  std::size_t position_ = 0;
  Stops stops_;
  std::function<bool()> is_interrupted_;
};

}  // namespace chainrule
