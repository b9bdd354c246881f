#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/program/rewrite/canonical.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace chainrule::program {

namespace {

/// Larger constant tensors are computed when the program starts instead of being kept in it.
constexpr std::size_t kMostFolded = 4096;

/// How many factors of a product are looked through for one that is the same for all examples.
constexpr std::size_t kMostFactors = 8;

}  // namespace

CanonicalGraph::CanonicalGraph(std::span<const Expr> outputs, const Graph& from, Examples examples)
    : from_(from), examples_(examples), graph_({.intern = true, .arena = nullptr, .ops = &from.ops()}) {
  for (const Expr& output : outputs)
    if (!output.is_number() && output.graph() != &from)
      throw GraphError("the outputs of a program belong to one graph");
  const std::vector<bool> is_needed = needed_nodes(from, outputs);
  copies_.assign(is_needed.size(), kNone);
  for (NodeId id = 0; id < is_needed.size(); ++id)
    if (is_needed[id]) copies_[id] = copied(id).id();
  for (const Graph::Naming& naming : from_.names())
    if (copy_of(naming.node) != kNone) graph_.name(graph_.expr(copies_[naming.node]), naming.name);
  for (const Expr& output : outputs)
    outputs_.push_back(output.is_number() ? graph_.constant(output.number()).id() : copies_[output.id()]);
}

Expr CanonicalGraph::copied(NodeId id) { return from_.role(id) == Role::operation ? operation(id) : leaf(id); }

Expr CanonicalGraph::leaf(NodeId id) {
  const Shape shape = from_.shape(id);
  const bool is_one = examples_ == Examples::one;
  switch (from_.role(id)) {
    case Role::input:
      return is_one ? graph_.parameter({}, shape, from_.values(id)) : graph_.input({}, shape, from_.values(id));
    case Role::parameter:
      return graph_.parameter({}, shape, from_.values(id));
    case Role::examples:
      return is_one ? graph_.constant(1) : graph_.examples();
    default:
      return graph_.constant(shape, from_.values(id));
  }
}

Expr CanonicalGraph::operation(NodeId id) {
  const OpInfo* op = &from_.op(id);
  std::vector<Expr> operands;
  for (const NodeId operand : from_.operands(id)) operands.push_back(graph_.expr(copies_[operand]));
  if (const auto stable = stable_form(from_, id)) {
    operands[stable->operand] = graph_.expr(copies_[stable->innermost]);
    op = stable->op;
  }
  return applied(*op, operands, from_.attributes(id));
}

Expr CanonicalGraph::applied(const OpInfo& op, std::span<const Expr> operands, const Attributes& attributes) {
  if (op.kind == OpKind::example_reduction && !operands[0].per_example()) {
    // The op's result for a shared operand is an expression of its own, which may fold in turn.
    const Expr made = op.of_shared(operands[0], examples_ == Examples::one ? graph_.constant(1) : graph_.examples());
    if (made.is_number()) return graph_.constant(made.number());
    if (graph_.role(made.id()) != Role::operation) return made;
    const OpInfo& outer = graph_.op(made.id());
    std::vector<Expr> inner;
    for (const NodeId operand : graph_.operands(made.id())) inner.push_back(graph_.expr(operand));
    if (const auto simple = neutral(outer, inner)) return *simple;
    return made;
  }
  if (op.kind == OpKind::example_reduction) {
    // The sum of negatives is the negative of the sum, and that is one number.
    Expr term = operands[0];
    bool is_negative = false;
    for (; is_negation(term); is_negative = !is_negative) term = graph_.expr(graph_.operands(term.id())[0]);
    if (term.id() != operands[0].id()) {
      const Expr sum = applied(op, std::array{term}, attributes);
      return is_negative ? graph_.ops().algebra.negate(sum) : sum;
    }
    if (const auto factored = without_factor(term, kMostFactors)) {
      const Expr sum = applied(op, std::array{factored->second}, attributes);
      return applied(*product_of(term), std::array{factored->first, sum}, {});
    }
  }
  if (const auto simple = neutral(op, operands)) return *simple;
  if (const auto number = folded(op, operands, attributes)) return *number;
  return graph_.apply(op, operands, attributes);
}

bool CanonicalGraph::is_negation(const Expr& node) const {
  return graph_.role(node.id()) == Role::operation && graph_.op(node.id()).arithmetic == Arithmetic::negate;
}

const OpInfo* CanonicalGraph::product_of(const Expr& node) const {
  if (graph_.role(node.id()) != Role::operation) return nullptr;
  const OpInfo& op = graph_.op(node.id());
  return op.arithmetic == Arithmetic::multiply && !op.gated ? &op : nullptr;
}

/// Factors that are neither 0 nor infinite for any number of examples: numbers, and numbers over the examples.
bool CanonicalGraph::is_plain_factor(const Expr& node) const {
  if (is_constant(node)) return node.shape().is_scalar() && std::isnormal(graph_.values(node.id())[0]);
  if (graph_.role(node.id()) != Role::operation || graph_.op(node.id()).arithmetic != Arithmetic::divide) return false;
  const auto operands = graph_.operands(node.id());
  return is_plain_factor(graph_.expr(operands[0])) && graph_.role(operands[1]) == Role::examples;
}

/// The product c·rest, or (c·f)·g as c·(f·g), with a plain factor c among the innermost `most` ones.
std::optional<std::pair<Expr, Expr>> CanonicalGraph::without_factor(const Expr& term, std::size_t most) {
  const OpInfo* const product = product_of(term);
  if (product == nullptr || most == 0) return std::nullopt;
  for (const std::size_t i : {0, 1}) {
    const Expr one = graph_.expr(graph_.operands(term.id())[i]), other = graph_.expr(graph_.operands(term.id())[1 - i]);
    if (is_plain_factor(one)) return std::pair(one, other);
    const auto inner = without_factor(one, most - 1);
    if (!inner || inner->second.shape() != one.shape()) continue;
    return std::pair(inner->first, applied(*product, std::array{inner->second, other}, {}));
  }
  return std::nullopt;
}

/// A number, or a tensor filled with it.
bool CanonicalGraph::is_number(const Expr& node, double number) const {
  if (!is_constant(node)) return false;
  return std::ranges::all_of(graph_.values(node.id()), [&](double value) {
    return std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(number);
  });
}

/// The operand that the operation returns as it is, bit for bit.
std::optional<Expr> CanonicalGraph::neutral(const OpInfo& op, std::span<const Expr> operands) const {
  if (op.arithmetic == Arithmetic::none || op.gated || operands.size() != 2) return std::nullopt;
  const Shape shape = broadcast(operands[0].shape(), operands[1].shape());
  const auto is_neutral = [&](std::size_t i) {
    if (operands[1 - i].shape() != shape) return false;
    switch (op.arithmetic) {
      case Arithmetic::multiply:
        return is_number(operands[i], 1);
      case Arithmetic::add:
        return is_number(operands[i], -0.0);
      case Arithmetic::divide:
        return i == 1 && is_number(operands[i], 1);
      case Arithmetic::subtract:
        return i == 1 && is_number(operands[i], 0);
      default:
        return false;
    }
  };
  if (is_neutral(1)) return operands[0];
  if (is_neutral(0)) return operands[1];
  return std::nullopt;
}

std::optional<Expr> CanonicalGraph::folded(const OpInfo& op, std::span<const Expr> operands,
                                           const Attributes& attributes) {
  if (op.kind == OpKind::example_reduction) return std::nullopt;
  std::size_t size = 0;
  for (const Expr& operand : operands) {
    if (!is_constant(operand)) return std::nullopt;
    size = std::max(size, operand.shape().size());
  }
  if (size > kMostFolded) return std::nullopt;
  Arena arena;
  std::vector<Array> arrays;
  for (const Expr& operand : operands) arrays.emplace_back(arena, operand.shape(), graph_.values(operand.id()).data());
  try {
    const Array result = apply(op, arrays, attributes);
    if (result.shape().size() > kMostFolded) return std::nullopt;
    return graph_.constant(Shape(result.shape()), result.values());
  } catch (const InputError&) {
    return std::nullopt;  // an index or a label that is wrong: the run will name it
  }
}

}  // namespace chainrule::program
