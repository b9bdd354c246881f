#include <chainrule/engine/autodiff/bulk_builder.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/op/array.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace chainrule {

Sweep::Sweep(const Graph& graph, std::size_t examples, Arena* arena)
    : graph_(&graph), examples_(examples), arena_(arena != nullptr ? arena : &own_arena_) {
  if (examples == 0) throw GraphError("a sweep needs at least one example");
  lay_out();
}

void Sweep::lay_out_new_nodes() {
  const std::size_t size = graph_->size();
  const bool was_dense = dense_;
  const bool dense = graph_->is_plain() && examples_ == 1;
  if (!dense && dense_) {  // until now node i was number i; that stays true of the nodes already there
    offsets_.resize(laid_out_);
    std::iota(offsets_.begin(), offsets_.end(), std::size_t{0});
  }
  dense_ = dense;
  std::size_t end = was_dense ? laid_out_ : primal_size_;
  if (dense_) {
    end = size;
  } else {
    offsets_.reserve(size);
    for (auto id = static_cast<NodeId>(laid_out_); id < size; ++id) {
      offsets_.push_back(end);
      end += count(id);
    }
  }
  reserve_primal(end);
  for (; leaves_laid_out_ < graph_->leaves().size(); ++leaves_laid_out_)
    place_default(graph_->leaves()[leaves_laid_out_]);
  laid_out_ = size;
  values_are_current_ = false;
}

void Sweep::reserve_primal(std::size_t size) {
  if (size > primal_capacity_) {
    if (dense_) primal_size_ = laid_out_;  // BulkBuilder appends without keeping it
    primal_capacity_ = std::max(size, laid_out_ == 0 ? size : 2 * primal_capacity_);  // a graph that grows, grows on
    const std::span<double> larger = arena_->allocate_array<double>(primal_capacity_, Arena::kBlockAlignment);
    std::copy_n(primal_, std::min(primal_size_, size), larger.data());
    primal_ = larger.data();
  }
  primal_size_ = size;
}

/// Lays out and computes the nodes that were appended since the last time.
void Sweep::catch_up() {
  const bool was_current = values_are_current_ || laid_out_ == 0;
  const auto begin = static_cast<NodeId>(laid_out_);
  lay_out();
  const auto end = static_cast<NodeId>(laid_out_);
  if (dense_) graph_->ops().loops.forward(*graph_, primal_, begin, end);
  for (NodeId id = begin; id < end && !dense_; ++id)
    if (graph_->role(id) == Role::operation) forward_node(id);
  values_are_current_ = was_current;
}

void Sweep::place_default(NodeId id) {
  const std::span<double> place(primal_ + offset(id), count(id));
  if (graph_->role(id) == Role::examples) {
    place[0] = static_cast<double>(examples_);
    return;
  }
  const std::span<const double> values = graph_->values(id);
  if (values.empty() && !place.empty()) {
    missing_.push_back(id);
    return;
  }
  for (std::size_t start = 0; start < place.size(); start += values.size())
    std::ranges::copy(values, place.begin() + static_cast<std::ptrdiff_t>(start));
}

void Sweep::check_leaf(const Expr& leaf) const {
  if (leaf.graph() != graph_) throw GraphError("a value was set for a node of another graph");
  const Role role = graph_->role(leaf.id());
  if (role != Role::input && role != Role::parameter)
    throw GraphError(fmt::format("{} is no input or parameter, its value cannot be set", node_name(*graph_, leaf.id())),
                     node_name(*graph_, leaf.id()));
}

void Sweep::set(const Expr& leaf, std::span<const double> values) {
  check_leaf(leaf);
  lay_out();
  const NodeId id = leaf.id();
  const std::span<double> place(primal_ + offset(id), count(id));
  if (values.size() != graph_->shape(id).size())
    throw ShapeError(fmt::format("{} has shape {}, which takes {} numbers, not {}", node_name(*graph_, id),
                                 to_text(graph_->shape(id)), graph_->shape(id).size(), values.size()),
                     node_name(*graph_, id));
  for (std::size_t start = 0; start < place.size(); start += values.size())
    std::ranges::copy(values, place.begin() + static_cast<std::ptrdiff_t>(start));
  mark_set(id);
}

void Sweep::bind(const Expr& input, std::span<const double> values) {
  check_leaf(input);
  lay_out();
  const NodeId id = input.id();
  if (!graph_->per_example(id))
    throw GraphError(fmt::format("{} is shared by all examples; only inputs are bound to data", node_name(*graph_, id)),
                     node_name(*graph_, id));
  if (values.size() != count(id))
    throw ShapeError(fmt::format("{} takes {} numbers for {} examples, not {}", node_name(*graph_, id), count(id),
                                 examples_, values.size()),
                     node_name(*graph_, id));
  std::ranges::copy(values, primal_ + offset(id));
  mark_set(id);
}

void Sweep::take_leaves(const Sweep& from) {
  if (from.graph_ != graph_ || from.examples_ != examples_)
    throw GraphError("leaves are taken from a sweep of the same graph over as many examples");
  lay_out();
  for (std::size_t i = 0; i < graph_->leaves().size(); ++i) {
    const NodeId id = graph_->leaves()[i];
    if (id >= from.laid_out_ || std::ranges::find(from.missing_, id) != from.missing_.end()) continue;
    std::ranges::copy(from.primal_of(id), primal_ + offset(id));
    mark_set(id);
  }
}

void Sweep::forward() {
  lay_out();
  if (!missing_.empty()) check_values_given();
  const auto size = static_cast<NodeId>(graph_->size());
  if (dense_) {
    graph_->ops().loops.forward(*graph_, primal_, 0, size);
  } else {
    for (NodeId id = 0; id < size; ++id)
      if (graph_->role(id) == Role::operation) forward_node(id);
  }
  values_are_current_ = true;
}

void Sweep::check_values_given() const {
  const std::string name = node_name(*graph_, missing_[0]);
  throw GraphError(fmt::format("{} has no value: give it one in the graph, by set, or bind data to it", name), name);
}

void Sweep::forward_node(NodeId id) {
  const OpInfo& op = graph_->op(id);
  if (op.kind == OpKind::example_reduction) {
    reduce_examples(id);
    return;
  }
  const Scratch scratch(scratch_);
  const std::span<const NodeId> operands = graph_->operands(id);
  double* out = primal_ + offset(id);
  const Shape& shape = graph_->shape(id);
  if (op.kind == OpKind::elementwise && is_flat(id)) {  // one run over the examples, or over the elements
    std::array<Strided, 3> runs{};
    for (std::size_t i = 0; i < operands.size(); ++i) runs[i] = run_of(operands[i]);
    const LaneKernels<double>* lanes = graph_->lanes(id);
    (lanes != nullptr ? lanes->forward : op.forward)(out, runs.data(), count(id));
    return;
  }
  const std::span<ArrayView> views = scratch_.allocate_array<ArrayView>(operands.size());
  for (std::size_t example = 0; example < copies(id); ++example) {
    for (std::size_t i = 0; i < operands.size(); ++i)
      views[i] = {example_of(operands[i], example), &graph_->shape(operands[i])};
    double* place = out + example * shape.size();
    if (op.kind == OpKind::elementwise)
      forward_broadcast(op, views, place, shape);
    else
      run_kernel(id, {.in = views, .out = place, .shape = &shape, .attributes = &graph_->attributes(id)}, example);
  }
}

void Sweep::run_kernel(NodeId id, const StructuralCall& call, std::size_t example) const {
  try {
    graph_->op(id).kernel(call);
  } catch (const InputError& error) {  // a label or an index that the data got wrong
    throw InputError(fmt::format("{}: {}{}", node_name(*graph_, id), error.message(),
                                 examples_ > 1 ? fmt::format(" (example {})", example + 1) : ""),
                     node_name(*graph_, id));
  }
}

/// Whether operands and result are runs of equal step: all scalars, or of one shape and none repeated per example.
bool Sweep::is_flat(NodeId id) const {
  const Shape& shape = graph_->shape(id);
  for (const NodeId operand : graph_->operands(id)) {
    const Shape& other = graph_->shape(operand);
    if (shape.is_scalar()) continue;
    if (other.is_scalar() ? graph_->per_example(operand) : (other != shape || copies(operand) != copies(id)))
      return false;
  }
  return true;
}

Strided Sweep::run_of(NodeId operand) const { return {primal_ + offset(operand), count(operand) == 1 ? 0U : 1U}; }

const double* Sweep::example_of(NodeId operand, std::size_t example) const {
  const std::size_t step = graph_->per_example(operand) ? graph_->shape(operand).size() : 0;
  return primal_ + offset(operand) + example * step;
}

void Sweep::reduce_examples(NodeId id) {
  const NodeId operand = graph_->operands(id)[0];
  const std::size_t elements = graph_->shape(id).size();
  double* out = primal_ + offset(id);
  for (std::size_t element = 0; element < elements; ++element) {
    const double* first = primal_ + offset(operand) + element;
    const double in[] = {sum_of_examples(first, elements, examples_), static_cast<double>(examples_)};
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

BulkBuilder::BulkBuilder(Graph& graph, Sweep& sweep, std::size_t expected) : graph_(graph), sweep_(sweep) {
  if (!graph.is_bulk()) throw GraphError("a graph that interns, or speaks another language, is not built in bulk");
  if (&sweep.graph() != &graph || sweep.examples() != 1)
    throw GraphError("building in bulk takes a sweep of that graph with one example");
  sweep.catch_up();
  const std::size_t used = sweep.primal_size_;
  sweep.reserve_primal(std::max(used, expected));
  sweep.primal_size_ = used;
}

std::span<const double> Sweep::values(const Expr& node) const {
  check_node(node);
  if (!values_are_current_ || node.id() >= laid_out_)
    throw StaleValue(fmt::format("the value of {} is not computed yet: run forward()", node_name(*graph_, node.id())),
                     node_name(*graph_, node.id()));
  return primal_of(node.id());
}

double sum_of_examples(const double* first, std::size_t step, std::size_t count) {
  constexpr std::size_t kLeaf = 8;
  if (count <= kLeaf) {
    double sum = first[0];
    for (std::size_t i = 1; i < count; ++i) sum += first[i * step];
    return sum;
  }
  std::size_t half = kLeaf;  // the largest power of two below count: a tree that depends on count alone
  while (2 * half < count) half *= 2;
  return sum_of_examples(first, step, half) + sum_of_examples(first + half * step, step, count - half);
}

}  // namespace chainrule
