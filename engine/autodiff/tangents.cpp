#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/engine/op/chain_rule.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

namespace chainrule {

namespace {

constexpr double kUntouchedNumber = std::bit_cast<double>(kUntouched);

}  // namespace

double Tangents::as_number(double tangent) { return is_untouched(tangent) ? 0.0 : tangent; }

Tangents::Tangents(const Sweep& sweep, std::span<const Expr> outputs)
    : sweep_(&sweep), graph_(&sweep.graph()), outputs_(outputs.begin(), outputs.end()) {
  for (const Expr& output : outputs_) check_node(output);
  if (outputs_.empty()) throw GraphError("forward mode needs at least one output");
  find_needed();
}

void Tangents::check_node(const Expr& node) const {
  if (node.graph() != graph_) throw GraphError("a tangent was asked for of a node of another graph");
}

void Tangents::find_needed() {
  is_needed_ = needed_nodes(*graph_, outputs_);
  for (NodeId id = 0; id < is_needed_.size(); ++id)
    if (is_needed_[id] && graph_->role(id) == Role::operation) needed_.push_back(id);
}

void Tangents::set(const Expr& node, std::span<const double> tangent) {
  check_node(node);
  const std::size_t elements = node.shape().size();
  if (tangent.size() != elements && tangent.size() != elements * layout().copies(node.id()))
    throw ShapeError(fmt::format("{} has shape {}; its tangent takes {} numbers, not {}", node_name(*graph_, node.id()),
                                 to_text(node.shape()), elements, tangent.size()),
                     node_name(*graph_, node.id()));
  auto seed = std::ranges::find(seeds_, node.id(), &Seed::node);
  if (seed == seeds_.end()) seed = seeds_.insert(seed, {.node = node.id(), .tangent = {}});
  seed->tangent.assign(tangent.begin(), tangent.end());
}

void Tangents::clear() { seeds_.clear(); }

/// Where a given tangent is 0, the node does not move at all.
void Tangents::seed_nodes() {
  for (const Seed& seed : seeds_) {
    if (seed.node >= is_needed_.size() || !is_needed_[seed.node]) continue;
    is_given_[seed.node] = 1;
    const std::span<double> place = tangents_of(seed.node);
    for (std::size_t k = 0; k < place.size(); ++k)
      if (const double tangent = seed.tangent[k % seed.tangent.size()]; tangent != 0) {
        place[k] = tangent;
        is_moved_[seed.node] = 1;
      }
  }
}

void Tangents::forward() {
  for (const Expr& output : outputs_) static_cast<void>(sweep_->values(output));
  const auto last = static_cast<NodeId>(is_needed_.size() - 1);
  tangents_.assign(layout().offset(last) + layout().count(last), kUntouchedNumber);
  is_moved_.assign(is_needed_.size(), 0);
  is_given_.assign(is_needed_.size(), 0);
  seed_nodes();
  for (const NodeId id : needed_)
    if (is_given_[id] == 0) forward_node(id);
  for (double& tangent : tangents_) tangent = as_number(tangent);
}

std::span<const double> Tangents::of(const Expr& node) const {
  check_node(node);
  if (node.id() >= is_needed_.size() || !is_needed_[node.id()] || tangents_.empty())
    throw GraphError(fmt::format("there is no tangent of {}: the outputs do not depend on it, or forward() has not run",
                                 node_name(*graph_, node.id())),
                     node_name(*graph_, node.id()));
  return const_cast<Tangents*>(this)->tangents_of(node.id());
}

/// tangent[node] = Σ partial · tangent[operand], over the operands that move.
void Tangents::forward_node(NodeId id) {
  const std::span<const NodeId> operands = graph_->operands(id);
  const OpInfo& op = graph_->op(id);
  const auto moves = [&](NodeId operand) { return is_moved_[operand] != 0; };
  if (std::ranges::none_of(operands, moves)) return;
  const Scratch scratch(scratch_);
  Application application{&op, operands, &graph_->attributes(id), id, sweep_->primal_of(id).data()};
  if (op.kind == OpKind::example_reduction) {
    reduce_examples(application);
  } else {
    apply_stable_rule(application);
    for (std::size_t i = 0; i < application.operands.size(); ++i)
      if (application.op->differentiable(i) && moves(application.operands[i])) move_along(application, i);
  }
  is_moved_[id] = std::ranges::all_of(tangents_of(id), is_untouched) ? 0 : 1;
}

/// The fused op takes the place of outer(inner(x)) unless the inner node was given a tangent of its own.
void Tangents::apply_stable_rule(Application& application) {
  const auto stable = stable_form(*graph_, application.node);
  if (!stable || is_given_[stable->inner] != 0 || is_moved_[stable->inner] == 0) return;
  const std::span<NodeId> operands = scratch_.allocate_array<NodeId>(application.operands.size());
  std::ranges::copy(application.operands, operands.begin());
  operands[stable->operand] = stable->innermost;
  static const Attributes kNone;
  application.op = stable->op;
  application.operands = operands;
  application.attributes = &kNone;
  compute_out(application);
}

void Tangents::compute_out(Application& application) {
  const OpInfo& op = *application.op;
  const Shape& shape = graph_->shape(application.node);
  const std::size_t elements = shape.size();
  const std::span<double> out = scratch_.allocate_array<double>(elements * layout().copies(application.node));
  for (std::size_t example = 0; example < layout().copies(application.node); ++example) {
    const auto in = views(application, example);
    double* place = out.data() + example * elements;
    if (op.kind == OpKind::structural)
      op.kernel({.in = in, .out = place, .shape = &shape, .attributes = application.attributes});
    else
      forward_broadcast(op, in, place, shape);
  }
  application.out = out.data();
}

void Tangents::reduce_examples(const Application& application) {
  const NodeId from = application.operands[0];
  const std::span<const double> tangents = tangents_of(from);
  const std::span<double> numbers = scratch_.allocate_array<double>(tangents.size());
  std::ranges::transform(tangents, numbers.begin(), as_number);
  const std::span<double> target = tangents_of(application.node);
  for (std::size_t k = 0; k < target.size(); ++k) {
    bool moves = false;
    for (std::size_t i = k; i < tangents.size() && !moves; i += target.size()) moves = !is_untouched(tangents[i]);
    if (!moves) continue;
    const double in[] = {application.out[k], static_cast<double>(sweep_->examples())};
    const double partial = application.op->partial(0, in, application.out[k]);
    target[k] = partial * sum_of_examples(numbers.data() + k, target.size(), sweep_->examples());
  }
}

std::span<const ArrayView> Tangents::views(const Application& application, std::size_t example) {
  const std::span<ArrayView> list = scratch_.allocate_array<ArrayView>(application.operands.size());
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = layout().view(values(), application.operands[i], example);
  return list;
}

}  // namespace chainrule
