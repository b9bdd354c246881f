// The backward pass: the chain rule, applied node by node.
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/op/array.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace chainrule {

namespace {

// Sums over broadcast axes start from −0, which leaves every number as it is when added to it; +0 would turn −0 into
// +0.
constexpr double kNothingYet = -0.0;

}  // namespace

void Sweep::backward(const Expr& loss, std::span<const Expr> wrt, std::span<const double> seed) {
  check_node(loss);
  for (const Expr& node : wrt) check_node(node);
  lay_out();
  if (!seed.empty()) check_seed(loss.id(), seed);
  if (!values_are_current_) forward();
  loss_ = loss.id();
  has_gradient_ = gradient_is_current_ = false;
  activity_.mark_active(*graph_, *loss_, wrt);
  dense_cotangents_ = dense_;
  if (dense_) {
    reserve_cotangents(std::size_t{*loss_} + 1);
    if (is_active(*loss_)) cotangent_[*loss_] = seed.empty() ? 1.0 : seed[0];
    graph_->ops().loops.reverse(*graph_, primal_, cotangent_.data(), *loss_ + 1, activity_.marks(), gates_);
  } else {
    activity_.mark_reached(*graph_, *loss_);
    gates_.mark(*graph_, activity_, *loss_);
    lay_out_cotangents();
    plant(seed);
    for (NodeId id = *loss_ + 1; id-- > 0;)
      if (graph_->role(id) == Role::operation && activity_.is_reached(id)) backward_node(id);
  }
  has_gradient_ = gradient_is_current_ = true;
}

void Sweep::check_seed(NodeId loss, std::span<const double> seed) const {
  if (seed.size() != count(loss))
    throw ShapeError(fmt::format("{} has {} values; it cannot be seeded with {} cotangents", node_name(*graph_, loss),
                                 count(loss), seed.size()),
                     node_name(*graph_, loss));
}

bool Sweep::follows(NodeId node, std::size_t operand) const {
  return has_cotangent(node) && activity_.follows(*graph_, node, operand);
}

std::size_t Sweep::cotangent_copies(NodeId id) const {
  return graph_->per_example(id) || graph_->per_example(*loss_) ? examples_ : 1;
}

void Sweep::lay_out_cotangents() {
  const std::size_t size = graph_->size();
  std::size_t end = 0;
  cotangent_offsets_.resize(size + 1);
  for (NodeId id = 0; id < size; ++id) {
    cotangent_offsets_[id] = end;
    if (activity_.is_reached(id)) end += graph_->shape(id).size() * cotangent_copies(id);
  }
  cotangent_offsets_[size] = end;
  reserve_cotangents(end);
}

void Sweep::reserve_cotangents(std::size_t size) {
  if (size > cotangent_capacity_) {
    cotangent_ = arena_->allocate_array<double>(size, Arena::kBlockAlignment);
    cotangent_capacity_ = size;
  }
  cotangent_ = {cotangent_.data(), size};
  std::ranges::fill(cotangent_, std::bit_cast<double>(kUntouched));
}

void Sweep::plant(std::span<const double> seed) {
  if (!is_active(*loss_)) return;
  const std::span<double> place = cotangent_place(*loss_);
  if (seed.empty())
    std::ranges::fill(place, 1.0);
  else
    std::ranges::copy(seed, place.begin());
}

std::span<double> Sweep::cotangent_place(NodeId id) {
  const std::span<const double> place = cotangent_of(id);
  return {const_cast<double*>(place.data()), place.size()};
}

std::span<const double> Sweep::cotangent_of(NodeId id) const {
  if (dense_cotangents_) return {cotangent_.data() + id, 1};
  return cotangent_.subspan(cotangent_offsets_[id], cotangent_offsets_[id + 1] - cotangent_offsets_[id]);
}

void Sweep::backward_node(NodeId id) {
  const std::span<const NodeId> operands = graph_->operands(id);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!activity_.follows(*graph_, id, i)) continue;
    const Scratch scratch(scratch_);
    const std::span<double> share = contribution_into(id, i, cotangent_of(id));
    const std::span<double> target = cotangent_place(operands[i]);
    for (std::size_t k = 0; k < target.size(); ++k) accumulate(target[k], share[k]);
  }
}

/// cotangent[node] · partial, brought to the operand's shape: summed where it was broadcast, over the axes and over the
/// examples.
std::span<double> Sweep::contribution_into(NodeId id, std::size_t operand, std::span<const double> arriving) const {
  const OpInfo& op = graph_->op(id);
  if (op.kind == OpKind::example_reduction) return contribution_of_reduction(id, arriving);
  const NodeId to = graph_->operands(id)[operand];
  const Shape& shape = graph_->shape(to);
  const std::size_t elements = shape.size();
  const std::size_t passes = std::max(copies(id), cotangent_copies(id));
  const std::size_t kept = cotangent_copies(to);
  std::span<double> each = scratch_.allocate_array<double>(passes * elements);
  std::ranges::fill(each, kNothingYet);
  if (op.kind == OpKind::elementwise && is_flat(id) && shape == graph_->shape(id) && arriving.size() == count(id)) {
    std::array<Strided, 3> runs{};
    const std::span<const NodeId> operands = graph_->operands(id);
    for (std::size_t i = 0; i < operands.size(); ++i) runs[i] = run_of(operands[i]);
    const LaneKernels<double>* lanes = graph_->lanes(id);
    const auto contribution = lanes != nullptr ? lanes->contribution : op.contribution;
    contribution(operand, each.data(), {arriving.data(), 1}, runs.data(), {primal_of(id).data(), 1}, each.size());
    keep_closed(id, arriving, each);
  } else {
    for (std::size_t example = 0; example < passes; ++example)
      contribute_example(id, operand, example, arriving, each.subspan(example * elements, elements));
  }
  if (kept == passes) return each;
  const std::span<double> summed = scratch_.allocate_array<double>(elements);  // a shared operand of per-example nodes
  for (std::size_t k = 0; k < elements; ++k) summed[k] = sum_of_examples(each.data() + k, elements, passes);
  return summed;
}

/// Behind gates nothing flows where nothing arrives, whatever the partial is.
void Sweep::keep_closed(NodeId id, std::span<const double> arriving, std::span<double> share) const {
  if (!stops_at_zero(id)) return;
  for (std::size_t k = 0; k < share.size(); ++k)
    if (arriving[k % arriving.size()] == 0) share[k] = 0;
}

std::span<double> Sweep::contribution_of_reduction(NodeId id, std::span<const double> arriving) const {
  const NodeId to = graph_->operands(id)[0];
  const std::span<double> result = scratch_.allocate_array<double>(count(to));
  for (std::size_t k = 0; k < result.size(); ++k) {
    const std::size_t element = k % arriving.size();
    const double out = primal_of(id)[element];
    const double in[] = {out, static_cast<double>(examples_)};
    result[k] = arriving[element] * graph_->op(id).partial(0, in, out);
  }
  keep_closed(id, arriving, result);
  return result;
}

void Sweep::contribute_example(NodeId id, std::size_t operand, std::size_t example, std::span<const double> cotangents,
                               std::span<double> result) const {
  const Scratch scratch(scratch_);
  const OpInfo& op = graph_->op(id);
  const std::span<const NodeId> operands = graph_->operands(id);
  const Shape& shape = graph_->shape(id);
  const double* out = example_of(id, example);
  const std::size_t cotangent_step = cotangents.size() == shape.size() ? 0 : shape.size();
  const double* arriving = cotangents.data() + example * cotangent_step;
  const NodeId to = operands[operand];
  if (op.kind == OpKind::structural) {
    std::vector<Array> in;
    for (const NodeId each : operands) in.emplace_back(scratch_, graph_->shape(each), example_of(each, example));
    const Array share = op.vjp_array(operand, Array(scratch_, shape, arriving), in, Array(scratch_, shape, out),
                                     graph_->attributes(id));
    std::ranges::copy(share.values(), result.begin());
    return;
  }
  std::array<ArrayView, 3> views{};
  for (std::size_t i = 0; i < operands.size(); ++i)
    views[i] = {example_of(operands[i], example), &graph_->shape(operands[i])};
  const std::span<double> whole = scratch_.allocate_array<double>(shape.size());
  contribution_broadcast(op, operand, arriving, std::span(views).first(operands.size()), out, whole.data(), shape);
  keep_closed(id, {arriving, shape.size()}, whole);
  add_undoing_broadcast(whole.data(), shape, result.data(), graph_->shape(to));
}

std::span<const double> Sweep::zeros(NodeId id) const {
  const std::size_t size = graph_->shape(id).size() * cotangent_copies(id);
  if (zeros_.size() < size) zeros_.resize(size, 0.0);
  return std::span(zeros_).first(size);
}

std::vector<double> Sweep::contribution(NodeId node, std::size_t operand) const {
  return contribution(node, operand, cotangent_of(node));
}

std::vector<double> Sweep::contribution(NodeId node, std::size_t operand, std::span<const double> cotangent) const {
  const Scratch scratch(scratch_);
  const std::span<double> share = contribution_into(node, operand, cotangent);
  return {share.begin(), share.end()};
}

std::vector<double> Sweep::partial(NodeId node, std::size_t operand) const {
  const OpInfo& op = graph_->op(node);
  if (op.kind == OpKind::structural) return {};
  if (op.kind == OpKind::example_reduction) {
    const double in[] = {primal_of(node)[0], static_cast<double>(examples_)};
    return {op.partial(0, in, primal_of(node)[0])};
  }
  const std::span<const NodeId> operands = graph_->operands(node);
  const std::size_t elements = graph_->shape(node).size();
  std::vector<double> result(elements * copies(node));
  const std::vector<double> ones(elements, 1.0);
  for (std::size_t example = 0; example < copies(node); ++example) {
    std::array<ArrayView, 3> views{};
    for (std::size_t i = 0; i < operands.size(); ++i)
      views[i] = {example_of(operands[i], example), &graph_->shape(operands[i])};
    contribution_broadcast(op, operand, ones.data(), std::span(views).first(operands.size()), example_of(node, example),
                           result.data() + example * elements, graph_->shape(node));
  }
  return result;
}

bool Sweep::has_cotangent(NodeId id) const {
  return has_gradient_ && loss_ && is_active(id) && id <= *loss_ &&
         (dense_cotangents_ ? !is_untouched(cotangent_[id]) : activity_.is_reached(id));
}

void Sweep::check_gradient(const Expr& node) const {
  check_node(node);
  if (gradient_is_current_ && is_active(node.id())) return;
  const std::string name = node_name(*graph_, node.id());
  if (!has_gradient_ || node.id() >= laid_out_)
    throw NoGradient(fmt::format("there is no gradient for {} yet: run backward()", name), name);
  if (!gradient_is_current_)
    throw StaleGradient(
        fmt::format("a value changed since the gradient for {} was computed: run backward() again", name), name);
  throw NoGradient(
      fmt::format("the gradient for {} was not asked for: no parameter reaches it; pass it to backward()", name), name);
}

std::span<const double> Sweep::cotangents(const Expr& node) const {
  check_gradient(node);
  if (!has_cotangent(node.id())) return zeros(node.id());
  return cotangent_of(node.id());
}

}  // namespace chainrule
