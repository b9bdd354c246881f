#include <chainrule/engine/check/cotangent_paths.hpp>
#include <chainrule/engine/check/diagnosis.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule {

namespace {

bool is_finite(double number) { return std::isfinite(number); }

/// The place of the first number of which that holds, or none.
template <class Holds> std::optional<std::size_t> first(std::span<const double> numbers, Holds holds) {
  const auto found = std::ranges::find_if(numbers, holds);
  if (found == numbers.end()) return std::nullopt;
  return static_cast<std::size_t>(found - numbers.begin());
}

std::optional<std::size_t> first_not_finite(std::span<const double> numbers) {
  return first(numbers, [](double number) { return !is_finite(number); });
}

/// Which element of a broadcast operand belongs to that element of the result.
std::size_t element_of_operand(std::size_t element, const Shape& result, const Shape& operand) {
  std::size_t place = 0, step = 1;
  for (std::size_t axis = 0; axis < result.rank(); ++axis) {  // counted from the last
    const auto extent = static_cast<std::size_t>(result[result.rank() - 1 - axis]);
    const std::size_t index = element % extent;
    element /= extent;
    if (axis >= operand.rank()) break;
    const auto own = static_cast<std::size_t>(operand[operand.rank() - 1 - axis]);
    if (own != 1) place += index * step;
    step *= own;
  }
  return place;
}

class Doctor {
 public:
  Doctor(const Sweep& sweep, const DiagnosisLimits& limits)
      : sweep_(sweep), graph_(sweep.graph()), limits_(limits), loss_(*sweep.loss()), paths_(sweep) {}

  Diagnosis diagnose() {
    find_value();
    find_cotangent();
    find_flat_and_closed();
    find_out_of_hand();
    find_unused();
    return std::move(diagnosis_);
  }

 private:
  /// Whether one more of that kind is kept; otherwise it is counted. Asked first, since a path may be long.
  bool has_room(Fault fault) {
    if (kept_[static_cast<std::size_t>(fault)]++ < limits_.most) return true;
    ++diagnosis_.left_out;
    return false;
  }
  void add(Finding finding) { diagnosis_.findings.push_back(std::move(finding)); }

  /// The path to the node, and to `receiver` behind it if that is another one.
  void show_path(Finding& finding, NodeId node, NodeId receiver) const {
    finding.path = paths_.to(node, &finding.left_out);
    if (receiver != node) finding.path.push_back(receiver);
  }

  void place(Finding& finding, NodeId node, std::size_t index) const {
    const std::size_t size = std::max<std::size_t>(graph_.shape(node).size(), 1);
    finding.element = index % size;
    finding.example = index / size;
  }

  /// The numbers of a node at an element of one example.
  double number_at(std::span<const double> all, NodeId node, std::size_t element, std::size_t example) const {
    const std::size_t size = graph_.shape(node).size();
    return all[all.size() > size ? example * size + element : element];
  }

  void read_inputs(Finding& finding) const {
    if (graph_.role(finding.node) != Role::operation) return;
    const bool is_elementwise = graph_.op(finding.node).kind == OpKind::elementwise;
    for (const NodeId operand : graph_.operands(finding.node)) {
      std::optional<double> input;
      if (is_elementwise) {
        const std::size_t element =
            element_of_operand(finding.element, graph_.shape(finding.node), graph_.shape(operand));
        input = number_at(sweep_.primal_of(operand), operand, element, finding.example);
      } else if (sweep_.primal_of(operand).size() == 1) {
        input = sweep_.primal_of(operand)[0];
      }
      finding.inputs.push_back(input);
    }
  }

  /// The first in the order of the forward pass, of those that the loss needs.
  void find_value() {
    for (NodeId id = 0; id <= loss_; ++id) {
      if (!paths_.is_needed(id)) continue;
      const std::span<const double> values = sweep_.primal_of(id);
      const auto index = first_not_finite(values);
      if (!index) continue;
      Finding finding{.fault = Fault::value_not_finite, .node = id};
      place(finding, id, *index);
      finding.value = values[*index];
      show_path(finding, id, id);
      finding.total = values.size();
      finding.count =
          static_cast<std::size_t>(std::ranges::count_if(values, [](double number) { return !is_finite(number); }));
      read_inputs(finding);
      return add(std::move(finding));
    }
  }

  /// The first contribution in the order of the backward pass that is not finite.
  void find_cotangent() {
    for (NodeId id = loss_ + 1; id-- > 0;) {
      if (graph_.role(id) != Role::operation || !sweep_.has_cotangent(id)) continue;
      const std::span<const NodeId> operands = graph_.operands(id);
      for (std::size_t i = 0; i < operands.size(); ++i) {
        if (!sweep_.follows(id, i) || !first_not_finite(sweep_.cotangent_of(operands[i]))) continue;
        const std::vector<double> passed = sweep_.contribution(id, i);
        const auto index = first_not_finite(passed);
        if (index && add_cotangent(id, i, passed, *index)) return;
      }
    }
  }

  /// Unless something that is not finite came to the consumer, forward or backward: then it is not to blame.
  bool add_cotangent(NodeId consumer, std::size_t operand, std::span<const double> passed, std::size_t index) {
    const NodeId to = graph_.operands(consumer)[operand];
    Finding finding{.fault = Fault::cotangent_not_finite, .node = consumer, .operand = operand};
    place(finding, to, index);
    finding.value = passed[index];
    finding.total = passed.size();
    finding.count =
        static_cast<std::size_t>(std::ranges::count_if(passed, [](double number) { return !is_finite(number); }));
    const std::vector<double> local = sweep_.partial(consumer, operand);
    if (const auto bad = first_not_finite(local)) place(finding, consumer, *bad);
    if (finding.element >= graph_.shape(consumer).size()) finding.element = 0;
    if (!local.empty()) finding.local = number_at(local, consumer, finding.element, finding.example);
    finding.upstream = number_at(sweep_.cotangent_of(consumer), consumer, finding.element, finding.example);
    read_inputs(finding);
    const bool has_bad_input =
        std::ranges::any_of(finding.inputs, [](std::optional<double> input) { return input && !is_finite(*input); });
    if (has_bad_input || !is_finite(*finding.upstream)) return false;
    show_path(finding, consumer, to);
    add(std::move(finding));
    return true;
  }

  /// Ops that pass nothing on although something arrives.
  void find_flat_and_closed() {
    passes_nothing_.assign(std::size_t{loss_} + 1, false);
    for (NodeId id = loss_ + 1; id-- > 0;) {
      if (graph_.role(id) != Role::operation || !sweep_.has_cotangent(id)) continue;
      const OpInfo& op = graph_.op(id);
      const bool is_gate = op.gated && op.arity == 1;
      if (op.kind != OpKind::elementwise || (!op.saturates && !is_gate) || !sweep_.follows(id, 0)) continue;
      const std::vector<double> local = sweep_.partial(id, 0);
      const double flat = op.saturates ? limits_.flat : 0;
      const auto is_flat = [&](double partial) { return std::abs(partial) < flat || partial == 0; };
      const auto count = static_cast<std::size_t>(std::ranges::count_if(local, is_flat));
      if (count == local.size()) passes_nothing_[id] = true;
      if (count == 0 || (is_gate && count < local.size())) continue;
      const Fault fault = op.saturates ? Fault::saturated : Fault::closed;
      if (has_room(fault)) add_flat(id, fault, local, *first(local, is_flat), count);
    }
  }

  void add_flat(NodeId node, Fault fault, std::span<const double> local, std::size_t index, std::size_t count) {
    Finding finding{.fault = fault, .node = node};
    place(finding, node, index);
    finding.value = sweep_.primal_of(node)[index];
    finding.local = local[index];
    finding.upstream = number_at(sweep_.cotangent_of(node), node, finding.element, finding.example);
    finding.count = count;
    finding.total = local.size();
    read_inputs(finding);
    show_path(finding, node, node);
    add(std::move(finding));
  }

  /// The node nearest to the loss on a path where cotangents have shrunk or grown beyond measure, and how many leaves
  /// are concerned.
  void find_out_of_hand() {
    std::array<std::optional<NodeId>, 2> found;
    std::array<std::size_t, 2> leaves{};
    for (NodeId id = loss_; id-- > 0;) {
      if (!paths_.receives(id)) continue;
      const double own = largest_magnitude(sweep_.cotangent_of(id));
      if (!is_finite(own)) continue;
      const double reference = std::min(paths_.largest(id), paths_.usual());
      if (is_cut_off(id, own)) passes_nothing_[id] = true;
      const bool vanishes = own < limits_.ratio * reference && !passes_nothing_[id];
      const bool explodes = paths_.smallest(id) > 0 && own * limits_.ratio > paths_.smallest(id);
      for (const auto& [kind, holds] : {std::pair(0U, vanishes), std::pair(1U, explodes)}) {
        if (!holds) continue;
        if (!found[kind]) found[kind] = id;
        leaves[kind] += graph_.role(id) != Role::operation ? 1 : 0;
      }
    }
    if (found[0])
      add_out_of_hand(Fault::vanishing, *found[0], std::min(paths_.largest(*found[0]), paths_.usual()), leaves[0]);
    if (found[1]) add_out_of_hand(Fault::exploding, *found[1], paths_.smallest(*found[1]), leaves[1]);
  }

  /// Whether little or nothing arrives because an op passes nothing on, or because a partial is exactly 0: that is
  /// reported as what it is, or no fault at all.
  bool is_cut_off(NodeId node, double own) const {
    const NodeId consumer = paths_.consumer(node);
    if (passes_nothing_[node] || passes_nothing_[consumer]) return true;
    if (own > 0 || graph_.op(consumer).kind == OpKind::structural) return false;
    const std::span<const NodeId> operands = graph_.operands(consumer);
    for (std::size_t i = 0; i < operands.size(); ++i)
      if (operands[i] == node && largest_magnitude(sweep_.partial(consumer, i)) > 0) return false;
    return true;
  }

  void add_out_of_hand(Fault fault, NodeId node, double reference, std::size_t leaves) {
    Finding finding{.fault = fault, .node = node};
    finding.value = largest_magnitude(sweep_.cotangent_of(node));
    finding.reference = reference;
    show_path(finding, node, node);
    finding.count = leaves;
    finding.total = graph_.leaves().size();
    add(std::move(finding));
  }

  void find_unused() {
    for (std::size_t i = 0; i < graph_.leaves().size(); ++i) {
      const NodeId leaf = graph_.leaves()[i];
      const Role role = graph_.role(leaf);
      if (role != Role::input && role != Role::parameter) continue;
      if (role == Role::parameter ? paths_.has_gradient(leaf) : paths_.is_needed(leaf)) continue;
      if (!has_room(Fault::unused)) continue;
      Finding finding{.fault = Fault::unused, .node = leaf};
      finding.passes_no_gradient = paths_.is_needed(leaf);
      if (finding.passes_no_gradient) show_path(finding, leaf, leaf);
      add(std::move(finding));
    }
  }

  const Sweep& sweep_;
  const Graph& graph_;
  const DiagnosisLimits& limits_;
  const NodeId loss_;
  const CotangentPaths paths_;
  Diagnosis diagnosis_;
  std::array<std::size_t, 8> kept_{};
  std::vector<bool> passes_nothing_;  // by node: flat or closed, or behind such a one
};

}  // namespace

std::string_view to_text(Fault fault) {
  switch (fault) {
    case Fault::value_not_finite:
      return "value-not-finite";
    case Fault::cotangent_not_finite:
      return "cotangent-not-finite";
    case Fault::saturated:
      return "saturated";
    case Fault::closed:
      return "closed";
    case Fault::vanishing:
      return "vanishing";
    case Fault::exploding:
      return "exploding";
    case Fault::unused:
      break;
  }
  return "unused";
}

Diagnosis diagnose(const Sweep& sweep, const DiagnosisLimits& limits) {
  if (!sweep.loss()) throw NoGradient("a diagnosis needs a backward pass: run backward() first");
  return Doctor(sweep, limits).diagnose();
}

}  // namespace chainrule
