// The backward pass: the chain rule, applied node by node.
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace chainrule {

void Sweep::backward(const Expr& loss, std::span<const Expr> wrt, std::span<const double> seed) {
  check_node(loss);
  for (const Expr& node : wrt) check_node(node);
  lay_out();
  if (!seed.empty()) check_seed(loss.id(), seed);
  if (!values_are_current_) forward();
  loss_ = loss.id();
  has_gradient_ = gradient_is_current_ = false;
  activity_.mark_active(*graph_, *loss_, wrt);
  if (layout_.is_dense()) {
    cotangents_.begin_dense(*loss_);
    if (is_active(*loss_)) cotangents_.of(*loss_)[0] = seed.empty() ? 1.0 : seed[0];
    graph_->ops().loops.reverse(*graph_, primal_, cotangents_.data(), *loss_ + 1, activity_.marks(), gates_);
  } else {
    activity_.mark_reached(*graph_, *loss_);
    gates_.mark(*graph_, activity_, *loss_);
    cotangents_.begin(*loss_, activity_);
    seed_loss(seed);
    for (NodeId id = *loss_ + 1; id-- > 0;)
      if (graph_->role(id) == Role::operation && activity_.is_reached(id)) backward_node(id);
  }
  has_gradient_ = gradient_is_current_ = true;
}

void Sweep::check_seed(NodeId loss, std::span<const double> seed) const {
  if (seed.size() != layout_.count(loss))
    throw ShapeError(fmt::format("{} has {} values; it cannot be seeded with {} cotangents", node_name(*graph_, loss),
                                 layout_.count(loss), seed.size()),
                     node_name(*graph_, loss));
}

bool Sweep::follows(NodeId node, std::size_t operand) const {
  return has_cotangent(node) && activity_.follows(*graph_, node, operand);
}

void Sweep::seed_loss(std::span<const double> seed) {
  if (!is_active(*loss_)) return;
  const std::span<double> place = cotangents_.of(*loss_);
  if (seed.empty())
    std::ranges::fill(place, 1.0);
  else
    std::ranges::copy(seed, place.begin());
}

void Sweep::backward_node(NodeId id) {
  const std::span<const NodeId> operands = graph_->operands(id);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (!activity_.follows(*graph_, id, i)) continue;
    const Scratch scratch(scratch_);
    const std::span<double> share = edges().contribution(id, i, cotangents_.of(id));
    const std::span<double> target = cotangents_.of(operands[i]);
    for (std::size_t k = 0; k < target.size(); ++k) accumulate(target[k], share[k]);
  }
}

std::span<const double> Sweep::zeros(NodeId id) const {
  const std::size_t size = cotangents_.count(id);
  if (zeros_.size() < size) zeros_.resize(size, 0.0);
  return std::span(zeros_).first(size);
}

std::vector<double> Sweep::contribution(NodeId node, std::size_t operand) const {
  return contribution(node, operand, cotangent_of(node));
}

std::vector<double> Sweep::contribution(NodeId node, std::size_t operand, std::span<const double> cotangent) const {
  const Scratch scratch(scratch_);
  const std::span<double> share = edges().contribution(node, operand, cotangent);
  return {share.begin(), share.end()};
}

std::vector<double> Sweep::partial(NodeId node, std::size_t operand) const { return edges().partial(node, operand); }

bool Sweep::has_cotangent(NodeId id) const {
  return has_gradient_ && loss_ && is_active(id) && id <= *loss_ && cotangents_.has(id, activity_);
}

void Sweep::check_gradient(const Expr& node) const {
  check_node(node);
  if (gradient_is_current_ && is_active(node.id())) return;
  const std::string name = node_name(*graph_, node.id());
  if (!has_gradient_ || node.id() >= layout_.nodes())
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
