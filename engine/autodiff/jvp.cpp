#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jvp.hpp>
#include <chainrule/engine/autodiff/rules_behind_gates.hpp>
#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/engine/graph/node_name.hpp>
#include <chainrule/engine/graph/stable_form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chainrule {

namespace {

/// Builds the tangents of a graph, node by node.
class ForwardMode {
 public:
  ForwardMode(Graph& graph, std::span<const Expr> outputs)
      : graph_(graph),
        is_needed_(needed_nodes(graph, outputs)),
        is_given_(is_needed_.size()),
        is_behind_gates_(is_needed_.size()),
        tangents_(is_needed_.size()) {}

  void give(const Expr& input, const Expr& tangent) {
    if (input.graph() != &graph_) throw GraphError("a tangent was given to a node of another graph");
    if (!broadcasts_to(tangent.shape(), input.shape()))
      throw ShapeError(fmt::format("the tangent of {} has shape {}, which does not broadcast to {}",
                                   node_name(graph_, input.id()), to_text(tangent.shape()), to_text(input.shape())),
                       node_name(graph_, input.id()));
    if (input.id() >= tangents_.size()) return;
    is_given_[input.id()] = true;
    if (!is_number(tangent, 0)) tangents_[input.id()] = spread(tangent, Shape(input.shape()));
  }

  void run() {
    for (NodeId id = 0; id < tangents_.size(); ++id)
      if (is_needed_[id] && !is_given_[id] && graph_.role(id) == Role::operation) move(id);
  }

  Expr tangent(const Expr& node) const { return tangents_[node.id()].value_or(Expr(0)); }

 private:
  /// An op on nodes: what a node is, or what a stable rule makes of it.
  struct Application {
    const OpInfo* op;
    std::vector<Expr> in;
    Expr out;
  };

  /// tangent[node] = Σ partial · tangent[operand], over the operands that move.
  void move(NodeId id) {
    const auto moves = [&](NodeId operand) { return tangents_[operand].has_value(); };
    if (std::ranges::none_of(graph_.operands(id), moves)) return;
    const Application application = applied(id);
    std::optional<Expr> sum;
    bool is_behind = true;
    for (std::size_t i = 0; i < application.in.size(); ++i) {
      const NodeId operand = application.in[i].id();
      if (!application.op->differentiable(i) || !moves(operand)) continue;
      const Expr share = spread(pushed(application, i, *tangents_[operand]), Shape(graph_.shape(id)));
      sum = sum ? graph_.ops().algebra.add(*sum, share) : share;
      is_behind = is_behind && (application.op->gated || is_behind_gates_[operand]);
    }
    tangents_[id] = sum;
    is_behind_gates_[id] = sum && is_behind;
  }

  /// The node's op, or the fused one where a stable rule applies and the inner node has no tangent of its own.
  Application applied(NodeId id) {
    Application application{.op = &graph_.op(id), .in = {}, .out = graph_.expr(id)};
    for (const NodeId operand : graph_.operands(id)) application.in.push_back(graph_.expr(operand));
    const std::optional<StableForm> stable = stable_form(graph_, id);
    if (!stable || is_given_[stable->inner] || !tangents_[stable->inner]) return application;
    application.op = stable->op;
    application.in[stable->operand] = graph_.expr(stable->innermost);
    application.out = graph_.apply(*stable->op, application.in);
    return application;
  }

  /// One operand's share of the tangent: partial · tangent, or what a structural op makes of the tangent.
  Expr pushed(const Application& application, std::size_t operand, const Expr& tangent) {
    const OpInfo& op = *application.op;
    const Algebra& algebra = graph_.ops().algebra;
    if (op.kind == OpKind::structural) {
      const Attributes attributes = graph_.attributes(application.out.id());
      const Shape shape = application.in[operand].shape();
      const StructuralRule rule = op.jvp_expression;
      const Expr moving = as_node(tangent, shape);
      if (is_behind_gates_[application.in[operand].id()])
        return behind_gates(rule, operand, moving, application.in, application.out, attributes);
      return rule(operand, moving, application.in, application.out, attributes);
    }
    std::vector<Expr> in = application.in;
    Expr moving = tangent;
    if (op.kind == OpKind::example_reduction) {
      in = {application.out, graph_.examples()};
      moving = algebra.sum_over_examples(tangent.is_number() ? graph_.constant(tangent.number()) : tangent);
    }
    const Expr partial = op.partial_expression(operand, in.data(), application.out, Form::computed);
    // Multiplying by ±1 would not change a bit, but every picture of the graph.
    if (is_number(partial, 1)) return moving;
    if (is_behind_gates_[application.in[operand].id()])
      return op.gated ? algebra.gate_twice(partial, moving) : algebra.gate(moving, partial);
    if (is_number(partial, -1)) return algebra.negate(moving);
    if (is_number(moving, 1)) return partial;
    return op.gated ? algebra.gate(partial, moving) : algebra.multiply(partial, moving);
  }

  Expr as_node(const Expr& tangent, const Shape& shape) {
    return spread(tangent.is_number() ? graph_.constant(tangent.number()) : tangent, shape);
  }

  Expr spread(const Expr& tangent, const Shape& shape) {
    if (tangent.shape() == shape) return tangent;
    return graph_.ops().algebra.broadcast_to(tangent.is_number() ? graph_.constant(tangent.number()) : tangent, shape);
  }

  Graph& graph_;
  std::vector<bool> is_needed_;
  std::vector<bool> is_given_;
  std::vector<bool> is_behind_gates_;  ///< moved through gates only, as in Gates
  std::vector<std::optional<Expr>> tangents_;
};

}  // namespace

std::vector<Expr> jvp(std::span<const Expr> outputs, std::span<const Expr> inputs, std::span<const Expr> tangents) {
  if (inputs.size() != tangents.size())
    throw GraphError(fmt::format("{} inputs were given {} tangents", inputs.size(), tangents.size()));
  std::vector<Expr> nodes;
  for (const Expr& output : outputs)
    if (!output.is_number()) nodes.push_back(output);
  std::vector<Expr> results(outputs.size(), Expr(0));
  if (nodes.empty()) return results;
  Graph& graph = *nodes[0].graph();
  for (const Expr& node : nodes)
    if (node.graph() != &graph) throw GraphError("outputs of different graphs have no tangents together");
  ForwardMode forward(graph, nodes);
  for (std::size_t i = 0; i < inputs.size(); ++i) forward.give(inputs[i], tangents[i]);
  forward.run();
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (!outputs[i].is_number()) results[i] = forward.tangent(outputs[i]);
  return results;
}

Expr jvp(const Expr& output, std::span<const Expr> inputs, std::span<const Expr> tangents) {
  return jvp(std::span(&output, 1), inputs, tangents)[0];
}

std::vector<Expr> hvp(const Expr& loss, std::span<const Expr> wrt, std::span<const Expr> direction) {
  Gradient first = gradient(loss, wrt);
  std::vector<Expr> cotangents;
  for (const Expr& node : wrt) cotangents.push_back(first.of(node));
  return jvp(cotangents, wrt, direction);
}

}  // namespace chainrule
