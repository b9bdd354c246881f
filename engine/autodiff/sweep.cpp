#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/op/array.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chainrule {

Sweep::Sweep(const Graph& graph, std::size_t examples, Arena* arena)
    : graph_(&graph),
      layout_(graph, examples),
      arena_(arena != nullptr ? arena : &own_arena_),
      cotangents_(graph, examples, *arena_) {
  if (examples == 0) throw GraphError("a sweep needs at least one example");
  lay_out();
}

void Sweep::lay_out_new_nodes() {
  const std::size_t used = layout_.numbers();
  layout_.extend();
  reserve_primal(used, layout_.numbers());
  for (; leaves_laid_out_ < graph_->leaves().size(); ++leaves_laid_out_)
    place_default(graph_->leaves()[leaves_laid_out_]);
  values_are_current_ = false;
}

/// Room for `size` numbers, of which the first `used` are kept.
void Sweep::reserve_primal(std::size_t used, std::size_t size) {
  if (size <= primal_capacity_) return;
  primal_capacity_ = std::max(size, used == 0 ? size : 2 * primal_capacity_);  // a graph that grows, grows on
  const std::span<double> larger = arena_->allocate_array<double>(primal_capacity_, Arena::kBlockAlignment);
  std::copy_n(primal_, used, larger.data());
  primal_ = larger.data();
}

/// Lays out and computes the nodes that were appended since the last time.
void Sweep::catch_up() {
  const bool was_current = values_are_current_ || layout_.nodes() == 0;
  const auto begin = static_cast<NodeId>(layout_.nodes());
  lay_out();
  const auto end = static_cast<NodeId>(layout_.nodes());
  if (layout_.is_dense()) graph_->ops().loops.forward(*graph_, primal_, begin, end);
  for (NodeId id = begin; id < end && !layout_.is_dense(); ++id)
    if (graph_->role(id) == Role::operation) forward_node(id);
  values_are_current_ = was_current;
}

void Sweep::place_default(NodeId id) {
  if (graph_->role(id) == Role::examples)
    primal_[layout_.offset(id)] = static_cast<double>(examples());
  else if (has_default(*graph_, id))
    repeat(id, graph_->values(id));
  else
    missing_.insert(id);
}

/// One tensor for each of the examples.
void Sweep::repeat(NodeId leaf, std::span<const double> values) {
  for (std::size_t example = 0; example < layout_.copies(leaf); ++example)
    std::ranges::copy(values, layout_.example_of(primal_, leaf, example).begin());
}

void Sweep::set(const Expr& leaf, std::span<const double> values) {
  check_leaf(*graph_, leaf);
  check_tensor(*graph_, leaf.id(), values.size());
  lay_out();
  repeat(leaf.id(), values);
  note_given(leaf.id());
}

void Sweep::bind(const Expr& input, std::span<const double> values) {
  check_leaf(*graph_, input);
  check_examples(*graph_, input.id(), examples(), values.size());
  lay_out();
  std::ranges::copy(values, primal_ + layout_.offset(input.id()));
  note_given(input.id());
}

void Sweep::set(const Values& values) {
  if (&values.graph() != graph_ || values.examples() != examples())
    throw GraphError("values are taken for the same graph over as many examples");
  for (const auto& [leaf, given] : values.given())
    given.is_bound ? bind(graph_->expr(leaf), given.numbers) : set(graph_->expr(leaf), given.numbers);
}

void Sweep::copy_leaf_values(const Sweep& from) {
  if (from.graph_ != graph_ || from.examples() != examples())
    throw GraphError("leaves are taken from a sweep of the same graph over as many examples");
  lay_out();
  for (std::size_t i = 0; i < graph_->leaves().size(); ++i) {
    const NodeId id = graph_->leaves()[i];
    if (id >= from.layout_.nodes() || from.missing_.contains(id)) continue;
    std::ranges::copy(from.primal_of(id), primal_ + layout_.offset(id));
    note_given(id);
  }
}

void Sweep::forward() {
  lay_out();
  if (!missing_.empty()) throw_missing(*graph_, *missing_.begin());
  const auto size = static_cast<NodeId>(graph_->size());
  if (layout_.is_dense()) {
    graph_->ops().loops.forward(*graph_, primal_, 0, size);
  } else {
    for (NodeId id = 0; id < size; ++id)
      if (graph_->role(id) == Role::operation) forward_node(id);
  }
  values_are_current_ = true;
}

void Sweep::forward_node(NodeId id) {
  const OpInfo& op = graph_->op(id);
  const std::span<const NodeId> operands = graph_->operands(id);
  if (op.kind == OpKind::example_reduction) return reduce_examples(id);
  if (op.kind == OpKind::elementwise && layout_.is_flat(id, operands)) return forward_runs(id);
  const Scratch scratch(scratch_);
  const Shape& shape = graph_->shape(id);
  const std::span<ArrayView> views = scratch_.allocate_array<ArrayView>(operands.size());
  for (std::size_t example = 0; example < layout_.copies(id); ++example) {
    for (std::size_t i = 0; i < operands.size(); ++i) views[i] = layout_.view(primal_, operands[i], example);
    double* place = layout_.example_of(primal_, id, example).data();
    if (op.kind == OpKind::elementwise)
      forward_broadcast(op, views, place, shape);
    else
      run_kernel(id, {.in = views, .out = place, .shape = &shape, .attributes = &graph_->attributes(id)}, example);
  }
}

/// In one run over the examples, or over the elements.
void Sweep::forward_runs(NodeId id) {
  const std::span<const NodeId> operands = graph_->operands(id);
  std::array<Strided, 3> runs{};
  for (std::size_t i = 0; i < operands.size(); ++i) runs[i] = layout_.run_of(primal_, operands[i]);
  const LaneKernels<double>* lanes = graph_->lanes(id);
  const std::span<double> out = layout_.of(primal_, id);
  (lanes != nullptr ? lanes->forward : graph_->op(id).forward)(out.data(), runs.data(), out.size());
}

void Sweep::run_kernel(NodeId id, const StructuralCall& call, std::size_t example) const {
  try {
    graph_->op(id).kernel(call);
  } catch (const InputError& error) {  // a label or an index that the data got wrong
    throw InputError(fmt::format("{}: {}{}", node_name(*graph_, id), error.message(),
                                 examples() > 1 ? fmt::format(" (example {})", example + 1) : ""),
                     node_name(*graph_, id));
  }
}

void Sweep::reduce_examples(NodeId id) {
  const NodeId operand = graph_->operands(id)[0];
  const std::span<double> out = layout_.of(primal_, id);
  for (std::size_t element = 0; element < out.size(); ++element) {
    const double* first = primal_ + layout_.offset(operand) + element;
    const double in[] = {sum_of_examples(first, out.size(), examples()), static_cast<double>(examples())};
    out[element] = graph_->op(id).value(in);
  }
}

void Sweep::refuse_node() { throw GraphError("a number was asked for of a node of another graph"); }

double Sweep::only_number(const Expr& node, std::span<const double> numbers) const {
  if (numbers.size() != 1)
    throw ShapeError(fmt::format("{} holds {} numbers, not one: read them with values() or cotangents()",
                                 node_name(*graph_, node.id()), numbers.size()),
                     node_name(*graph_, node.id()));
  return numbers[0];
}

std::span<const double> Sweep::values(const Expr& node) const {
  check_node(node);
  if (!values_are_current_ || node.id() >= layout_.nodes())
    throw StaleValue(fmt::format("the value of {} is not computed yet: run forward()", node_name(*graph_, node.id())),
                     node_name(*graph_, node.id()));
  return primal_of(node.id());
}

}  // namespace chainrule
