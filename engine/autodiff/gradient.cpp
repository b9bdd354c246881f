#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/rules_behind_gates.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/graph/stable_form.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

std::vector<Expr> operands_of(Graph& graph, NodeId id) {
  std::vector<Expr> operands;
  for (const NodeId operand : graph.operands(id)) operands.push_back(graph.expr(operand));
  return operands;
}

}  // namespace

Gradient gradient(const Expr& loss, std::span<const Expr> wrt, Form form) { return {loss, wrt, form}; }

Gradient::Gradient(const Expr& loss, std::span<const Expr> wrt, Form form)
    : graph_(loss.graph()), form_(form), loss_(loss), stable_loss_(loss), wrt_(wrt.begin(), wrt.end()) {
  if (graph_ == nullptr) throw GraphError("a plain number has no gradient: it belongs to no graph");
  for (const Expr& node : wrt_)
    if (node.graph() != graph_) throw GraphError("the gradient was asked for by a node of another graph");
  activity_.mark_active(*graph_, loss_.id(), wrt_);
  activity_.mark_reached(*graph_, loss_.id());
  if (form_ == Form::computed) apply_stable_rules();
  if (stable_loss_.id() != loss_.id()) {
    activity_.mark_active(*graph_, stable_loss_.id(), wrt_);
    activity_.mark_reached(*graph_, stable_loss_.id());
  }
  gates_.mark(*graph_, activity_, stable_loss_.id());
  sweep();
}

/// Replaces, from the operands up, what a stable rule fuses and what depends on it.
void Gradient::apply_stable_rules() {
  const NodeId loss = loss_.id();
  replacement_.resize(std::size_t{loss} + 1);
  for (NodeId id = 0; id <= loss; ++id) {
    if (!activity_.is_reached(id) || graph_->role(id) != Role::operation) continue;
    if (const auto stable = fused(id)) {
      replacement_[id] = stable->id();
      continue;
    }
    const auto operands = graph_->operands(id);
    if (std::ranges::any_of(operands, [&](NodeId operand) { return replacement_[operand].has_value(); }))
      replacement_[id] = rebuilt(id).id();
  }
  stable_loss_ = mapped(loss);
}

std::optional<Expr> Gradient::fused(NodeId id) {
  const std::optional<StableForm> stable = stable_form(*graph_, id);
  if (!stable || !activity_.is_reached(stable->inner)) return std::nullopt;
  std::vector<Expr> operands;
  for (const NodeId operand : graph_->operands(id)) operands.push_back(mapped(operand));
  operands[stable->operand] = mapped(stable->innermost);
  const Expr result = graph_->apply(*stable->op, operands);
  bypasses_.push_back({.inner = stable->inner, .consumer = id, .operand = stable->operand, .fused = result.id()});
  return result;
}

Expr Gradient::rebuilt(NodeId id) {
  std::vector<Expr> operands;
  for (const NodeId operand : graph_->operands(id)) operands.push_back(mapped(operand));
  const Attributes attributes = graph_->attributes(id);
  return graph_->apply(graph_->op(id), operands, attributes);
}

Expr Gradient::mapped(NodeId id) const {
  return graph_->expr(id < replacement_.size() && replacement_[id] ? *replacement_[id] : id);
}

void Gradient::sweep() {
  const NodeId loss = stable_loss_.id();
  cotangents_.resize(std::size_t{loss} + 1);
  seed();
  for (NodeId id = loss + 1; id-- > 0;) {
    if (!cotangents_[id] || graph_->role(id) != Role::operation) continue;
    const std::size_t arity = graph_->operands(id).size();
    for (std::size_t i = 0; i < arity; ++i)
      if (activity_.follows(*graph_, id, i)) contribute(id, i);
  }
}

void Gradient::seed() {
  const Shape& shape = stable_loss_.shape();
  if (!activity_.is_active(*graph_, stable_loss_.id())) return;
  cotangents_[stable_loss_.id()] =
      shape.is_scalar() ? Expr(1) : graph_->ops().algebra.broadcast_to(graph_->constant(1), Shape(shape));
}

/// The chain rule: cotangent[operand] += cotangent[node] · partial.
void Gradient::contribute(NodeId id, std::size_t operand) {
  const NodeId to = graph_->operands(id)[operand];
  const Expr share = unbroadcast(to, id, contribution(id, operand, *cotangents_[id]));
  auto& cotangent = cotangents_[to];
  cotangent = cotangent ? graph_->ops().algebra.add(*cotangent, share) : share;
}

Expr Gradient::contribution(NodeId id, std::size_t operand, const Expr& cotangent) const {
  const OpInfo& op = graph_->op(id);
  const Algebra& algebra = graph_->ops().algebra;
  const Expr out = graph_->expr(id);
  std::vector<Expr> in = operands_of(*graph_, id);
  if (op.kind == OpKind::structural) {
    const Attributes attributes = graph_->attributes(id);
    const Expr arriving = cotangent.is_number() ? graph_->constant(cotangent.number()) : cotangent;
    if (gates_.is_behind(id)) return behind_gates(op.vjp_expression, operand, arriving, in, out, attributes);
    return op.vjp_expression(operand, arriving, in, out, attributes);
  }
  if (op.kind == OpKind::example_reduction) in = {out, graph_->examples()};
  const Expr partial = op.partial_expression(operand, in.data(), out, form_);
  // Multiplying by ±1 would not change a bit, but every picture of the graph.
  if (is_number(partial, 1)) return cotangent;
  if (gates_.is_behind(id)) return op.gated ? algebra.gate_twice(partial, cotangent) : algebra.gate(cotangent, partial);
  if (is_number(partial, -1)) return algebra.negate(cotangent);
  if (is_number(cotangent, 1) && partial.shape() == out.shape()) return partial;
  return op.gated ? algebra.gate(partial, cotangent) : algebra.multiply(cotangent, partial);
}

/// Undoes broadcasting: sums a contribution over the axes, and over the examples, that the operand was repeated along.
Expr Gradient::unbroadcast(NodeId operand, NodeId consumer, Expr share) const {
  const Algebra& algebra = graph_->ops().algebra;
  const Shape shape = graph_->shape(operand);
  if (share.shape() != shape) share = algebra.sum_to(share, shape);
  const bool repeated = graph_->per_example(consumer) && !graph_->per_example(operand);
  if (!repeated || graph_->per_example(stable_loss_.id())) return share;
  return algebra.sum_over_examples(share.is_number() ? graph_->constant(share.number()) : share);
}

Expr Gradient::of(const Expr& node) {
  if (node.graph() != graph_) throw GraphError("a cotangent was asked for of a node of another graph");
  if (!activity_.is_active(*graph_, node.id()))
    throw NoGradient(fmt::format("the gradient for {} was not asked for: no parameter reaches it; name it in wrt",
                                 node_name(*graph_, node.id())),
                     node_name(*graph_, node.id()));
  const NodeId id = mapped(node.id()).id();
  std::optional<Expr> sum = id < cotangents_.size() ? cotangents_[id] : std::nullopt;
  for (const Bypass& bypass : bypasses_) {
    if (bypass.inner != node.id() || !cotangents_[bypass.fused]) continue;
    const Expr textbook = contribution(bypass.consumer, bypass.operand, *cotangents_[bypass.fused]);
    const Expr share = unbroadcast(node.id(), bypass.consumer, textbook);
    sum = sum ? graph_->ops().algebra.add(*sum, share) : share;
  }
  return sum ? *sum : zero(node.shape());
}

bool Gradient::bypasses(const Expr& node) const {
  return std::ranges::any_of(bypasses_, [&](const Bypass& bypass) { return bypass.inner == node.id(); });
}

Outputs Gradient::outputs() {
  const Labels labels(*graph_);
  Outputs outputs{{std::string(labels[loss_.id()]), stable_loss_}};
  std::vector<Expr> nodes = wrt_;
  for (NodeId id = 0; id <= loss_.id() && wrt_.empty(); ++id)
    if (graph_->role(id) == Role::parameter && activity_.is_reached(id)) nodes.push_back(graph_->expr(id));
  for (const Expr& node : nodes) outputs.push_back({cotangent_label(labels, node.id(), loss_.id()), of(node)});
  return outputs;
}

Expr Gradient::zero(const Shape& shape) const {
  return shape.is_scalar() ? Expr(0) : graph_->ops().algebra.broadcast_to(graph_->constant(0), Shape(shape));
}

}  // namespace chainrule
