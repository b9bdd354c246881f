#include <chainrule/engine/autodiff/element_walk.hpp>
#include <chainrule/engine/check/differences.hpp>
#include <chainrule/engine/check/edge_check.hpp>
#include <chainrule/engine/op/array.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kElements = 64;  // looked at per edge

/// Keeps the worst of the disagreements that rounding does not explain.
class Worst {
 public:
  Worst(NodeId node, std::size_t operand) : node_(node), operand_(operand) {}

  void add(double analytic, const Slope& slope) {
    if (agreement(analytic, slope) != Agreement::differs) return;
    const double error = std::isfinite(analytic) ? relative_error(analytic, slope) : 1;
    if (!found_ || error > found_->error) found_ = {node_, operand_, analytic, slope.value, error};
  }
  const std::optional<WrongEdge>& found() const { return found_; }

 private:
  NodeId node_;
  std::size_t operand_;
  std::optional<WrongEdge> found_;
};

// An op's own function is within two units of the last place; see tests/ops/references.cpp.
constexpr double kNoise = 4 * std::numeric_limits<double>::epsilon();

Measured rounded(double value) { return {value, kNoise * std::abs(value) + std::numeric_limits<double>::min()}; }

/// The slope of an elementwise op by one operand; none within a step of a kink.
Slope slope_of(const OpInfo& op, std::size_t operand, std::vector<double> in) {
  const double at = in[operand];
  const double kink = op.kink == nullptr ? 1 : op.kink(in.data());
  return slopes(std::span(&at, 1), [&](double by, std::span<Measured> values) {
    in[operand] = at + by;
    values[0] = rounded(op.value(in.data()));
    return by == 0 || op.kink == nullptr || op.kink(in.data()) * kink > 0;
  })[0];
}

/// Fixed numbers without a pattern, for weighing the elements of a tensor.
std::vector<double> weights(std::size_t count) {
  std::vector<double> numbers(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double turn = 0.6180339887498949 * static_cast<double>(i + 1);
    numbers[i] = 0.5 + turn - std::floor(turn);
  }
  return numbers;
}

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double dot_of_sizes(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] * b[i]);
  return sum;
}

}  // namespace

/// An op's partial as a graph of its own.
class EdgeCheck::PartialExpression {
 public:
  PartialExpression(const OpInfo& op, std::size_t operand, const OpSet& ops)
      : graph_({.intern = true, .arena = nullptr, .ops = &ops}) {
    for (std::size_t i = 0; i < op.arity; ++i) in_.push_back(graph_.parameter({}, 0.0));
    const Expr out = graph_.apply(op, in_);
    partial_ = op.partial_expression(operand, in_.data(), out, Form::computed);
    sweep_.emplace(graph_);
  }

  double at(std::span<const double> in) {
    if (partial_.is_number()) return partial_.number();
    for (std::size_t i = 0; i < in.size(); ++i) sweep_->set(in_[i], in[i]);
    sweep_->forward();
    return sweep_->value(partial_);
  }

 private:
  Graph graph_;
  std::vector<Expr> in_;
  Expr partial_;
  std::optional<Sweep> sweep_;
};

EdgeCheck::EdgeCheck(const Sweep& sweep) : sweep_(&sweep) {}
EdgeCheck::~EdgeCheck() = default;

std::optional<WrongEdge> EdgeCheck::wrong(NodeId node, std::size_t operand) {
  switch (sweep_->graph().op(node).kind) {
    case OpKind::elementwise:
      return wrong_elementwise(node, operand);
    case OpKind::structural:
      return wrong_structural(node, operand);
    case OpKind::example_reduction:
      return wrong_reduction(node);
  }
  return std::nullopt;
}

double EdgeCheck::partial_by_expression(const OpInfo& op, std::size_t operand, std::span<const double> in) {
  auto& expression = expressions_[{&op, operand}];
  if (!expression) expression = std::make_unique<PartialExpression>(op, operand, sweep_->graph().ops());
  return expression->at(in);
}

std::optional<WrongEdge> EdgeCheck::wrong_elementwise(NodeId node, std::size_t operand) {
  const OpInfo& op = sweep_->graph().op(node);
  const std::size_t every = sweep_->primal_of(node).size() / kElements + 1;
  Worst worst(node, operand);
  for_each_element(*sweep_, node, [&](std::size_t index, const std::vector<double>& in) {
    if (index % every != 0) return;
    const Slope slope = slope_of(op, operand, in);
    const double out = op.value(in.data()), one = 1;
    double share = 0;
    std::vector<Strided> runs;
    for (const double& number : in) runs.push_back({&number, 0});
    op.contribution(operand, &share, {&one, 0}, runs.data(), {&out, 0}, 1);
    worst.add(op.partial(operand, in.data(), out), slope);
    worst.add(share, slope);
    worst.add(partial_by_expression(op, operand, in), slope);
  });
  return worst.found();
}

/// Weighs the result's elements, so that its derivatives are one number per element of the operand: those that vjp
/// makes of the weights, and jvp of each element.
std::optional<WrongEdge> EdgeCheck::wrong_structural(NodeId node, std::size_t operand) {
  const Graph& graph = sweep_->graph();
  const OpInfo& op = graph.op(node);
  const Attributes& attributes = graph.attributes(node);
  const Shape& shape = graph.shape(node);
  Arena arena;
  std::vector<Array> in;
  std::vector<ArrayView> views;
  for (const NodeId each : graph.operands(node)) {
    in.emplace_back(arena, graph.shape(each), sweep_->primal_of(each).data());  // of the first example
    views.push_back({in.back().memory, &graph.shape(each)});
  }
  const Array out(arena, shape, sweep_->primal_of(node).data());
  const std::vector<double> weight = weights(shape.size());
  const Array vjp = op.vjp_array(operand, Array(arena, shape, weight.data()), in, out, attributes);
  const Shape& moving = graph.shape(graph.operands(node)[operand]);
  const std::vector<double> at(in[operand].values().begin(), in[operand].values().end());
  std::vector<double> moved = at, direction(at.size()), result(shape.size());
  views[operand].data = moved.data();
  Worst worst(node, operand);
  for (std::size_t k = 0; k < at.size(); k += at.size() / kElements + 1) {
    const Slope slope = slopes(std::span(&at[k], 1), [&](double by, std::span<Measured> values) {
      moved[k] = at[k] + by;
      op.kernel({.in = views, .out = result.data(), .shape = &shape, .attributes = &attributes});
      values[0] = {dot(weight, result), kNoise * dot_of_sizes(weight, result)};
      return true;
    })[0];
    moved[k] = at[k];
    direction[k] = 1;
    const Array jvp = op.jvp_array(operand, Array(arena, moving, direction.data()), in, out, attributes);
    direction[k] = 0;
    worst.add(vjp.values()[k], slope);
    worst.add(dot(weight, jvp.values()), slope);
  }
  return worst.found();
}

std::optional<WrongEdge> EdgeCheck::wrong_reduction(NodeId node) {
  const OpInfo& op = sweep_->graph().op(node);
  const double examples = static_cast<double>(sweep_->examples());
  const double total = examples * sweep_->primal_of(sweep_->graph().operands(node)[0])[0];
  Worst worst(node, 0);
  const Slope slope = slopes(std::span(&total, 1), [&](double by, std::span<Measured> values) {
    const double in[] = {total + by, examples};
    values[0] = rounded(op.value(in));
    return true;
  })[0];
  const double in[] = {total, examples};
  worst.add(op.partial(0, in, op.value(in)), slope);
  return worst.found();
}

}  // namespace chainrule
