// The formulas of the ops' rules, printed by applying the rules to a scratch graph.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/formula/writer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace chainrule {

namespace {

/// Rules mention their operands many times; a scratch graph has no labels worth showing.
constexpr FormulaOptions kRuleOptions{.limit = 0, .repeat_up_to = 64};

/// A small graph whose leaves bear the names that the formula is to show.
class Scratch {
 public:
  Scratch(const OpSet& ops, Dialect dialect)
      : graph_({.intern = true, .arena = nullptr, .ops = &ops}), dialect_(dialect) {}

  Expr leaf(std::string_view name, const Shape& shape = {}, bool per_example = true) {
    std::string unused(name);
    while (graph_.find(unused)) unused += "'";
    return per_example ? graph_.input(unused, shape) : graph_.parameter(unused, shape);
  }
  Expr constant(double number) { return graph_.constant(number); }
  Expr examples(bool is_m_taken) { return leaf(is_m_taken || dialect_ == Dialect::code ? "examples" : "m", {}, false); }

  std::string print(const Expr& expression) const { return formula(expression, dialect_, kRuleOptions); }

 private:
  Graph graph_;
  Dialect dialect_;
};

/// Leaves that stand for the operands of a node, and one for the node itself.
class StandIns {
 public:
  StandIns(const Graph& graph, NodeId node, const Labels& labels, Dialect dialect)
      : graph_(graph), labels_(labels), scratch_(graph.ops(), dialect) {
    for (const NodeId id : graph.operands(node)) operands_.push_back(of(id));
    out_ = of(node);
  }

  Expr partial(const OpInfo& op, std::size_t operand, Form form) {
    if (op.kind == OpKind::example_reduction) operands_.push_back(scratch_.examples(graph_.find("m").has_value()));
    return op.partial_expression(operand, operands_.data(), out_, form);
  }

  Expr contribution(NodeId node, std::size_t operand) {
    const Expr cotangent = scratch_.leaf(cotangent_label(labels_, node), graph_.shape(node), graph_.per_example(node));
    return graph_.op(node).vjp_expression(operand, cotangent, operands_, out_, graph_.attributes(node));
  }

  /// The rule of that edge, in terms of these.
  Expr rule(NodeId node, std::size_t operand, Form form) {
    const OpInfo& op = graph_.op(node);
    return op.kind == OpKind::structural ? contribution(node, operand) : partial(op, operand, form);
  }

  std::string print(const Expr& expression) const { return scratch_.print(expression); }

  /// The nodes whose stand-ins the expression reads, in the order of their creation.
  std::vector<NodeId> read_by(const Expr& expression) const {
    std::vector<NodeId> found;
    if (expression.is_number()) return found;
    const std::vector<bool> is_read = below(expression);
    for (const auto& [node, stand_in] : made_)
      if (!stand_in.is_number() && is_read[stand_in.id()] && graph_.role(node) != Role::constant) found.push_back(node);
    std::ranges::sort(found);
    return found;
  }

 private:
  Expr of(NodeId id) {
    const auto known = made_.find(id);
    return known != made_.end() ? known->second : made_.emplace(id, make(id)).first->second;
  }

  Expr make(NodeId id) {
    const bool unnamed = graph_.name_of(id).empty();
    const bool is_scalar = graph_.shape(id).is_scalar();
    if (unnamed && graph_.role(id) == Role::constant && is_scalar) return scratch_.constant(graph_.values(id)[0]);
    if (unnamed && graph_.role(id) == Role::examples) return scratch_.examples(graph_.find("m").has_value());
    return scratch_.leaf(labels_[id], graph_.shape(id), graph_.per_example(id));
  }

  /// By node of the scratch graph: whether the expression depends on it.
  static std::vector<bool> below(const Expr& expression) {
    const Graph& graph = *expression.graph();
    std::vector<bool> is_read(graph.size(), false);
    is_read[expression.id()] = true;
    for (NodeId id = expression.id() + 1; id-- > 0;)
      if (is_read[id])
        for (const NodeId operand : graph.operands(id)) is_read[operand] = true;
    return is_read;
  }

  const Graph& graph_;
  const Labels& labels_;
  Scratch scratch_;
  std::unordered_map<NodeId, Expr> made_;
  std::vector<Expr> operands_;
  Expr out_;
};

/// "a @ b", "name(x, axis=...)": what can be said of an op that only has a meaning for given shapes.
std::string notation(const OpInfo& op, Dialect dialect) {
  if (dialect == Dialect::latex && !op.latex.empty()) return latex_notation(op);
  const std::string_view more = dialect == Dialect::latex ? "\\ldots" : "...";
  std::vector<std::string> operands;
  for (const std::string_view name : op.args) operands.push_back(name_formula(name, dialect));
  if (op.notation == Notation::infix) return fmt::format("{}", fmt::join(operands, fmt::format(" {} ", op.symbol)));
  if (op.variadic) operands.emplace_back(more);
  for (const AttributeSpec& attribute : op.attributes)
    operands.push_back(fmt::format("{}={}", attribute_formula(attribute.name, dialect), more));
  return fmt::format("{}({})", function_formula(op, dialect), fmt::join(operands, ", "));
}

std::string derivative_formula(std::string_view out, std::string_view in, Dialect dialect) {
  if (dialect == Dialect::latex) return fmt::format("\\frac{{d{}}}{{d{}}}", latex_name(out), latex_name(in));
  return partial_label(out, in);
}

std::string value_formula(const OpInfo& op, Dialect dialect, Form form) {
  if (op.kind == OpKind::structural) return notation(op, dialect);
  Scratch scratch(standard_ops(), dialect);
  std::vector<Expr> operands;
  for (const std::string_view name : op.args) operands.push_back(scratch.leaf(name));
  if (op.kind == OpKind::example_reduction) return scratch.print(operands[0].graph()->apply(op, operands));
  return scratch.print(op.value_expression(operands.data(), form));
}

std::string op_partial_formula(const OpInfo& op, std::size_t operand, Dialect dialect, Form form) {
  Scratch scratch(standard_ops(), dialect);
  std::vector<Expr> operands;
  for (const std::string_view name : op.args) operands.push_back(scratch.leaf(name));
  const Expr out = scratch.leaf(op.result);
  if (op.kind == OpKind::example_reduction) operands.push_back(scratch.examples(false));
  const std::string partial = scratch.print(op.partial_expression(operand, operands.data(), out, form));
  return fmt::format("{} = {}", derivative_formula(op.result, op.args[operand], dialect), partial);
}

}  // namespace

std::string partial_formula(const Graph& graph, NodeId node, std::size_t operand, const Labels& labels, Dialect dialect,
                            Form form) {
  if (operand >= graph.operands(node).size())
    throw GraphError(fmt::format("\"{}\" has no operand {}", labels[node], operand), std::string(labels[node]));
  if (!graph.op(node).differentiable(operand)) return "0";
  StandIns stand_ins(graph, node, labels, dialect);
  return stand_ins.print(stand_ins.rule(node, operand, form));
}

std::vector<NodeId> partial_reads(const Graph& graph, NodeId node, std::size_t operand, const Labels& labels,
                                  Form form) {
  if (!graph.op(node).differentiable(operand)) return {};
  StandIns stand_ins(graph, node, labels, Dialect::display);
  return stand_ins.read_by(stand_ins.rule(node, operand, form));
}

OpFormulas op_formulas(const OpInfo& op, Dialect dialect, Form form) {
  OpFormulas formulas;
  formulas.value = fmt::format("{} = {}", name_formula(op.result, dialect), value_formula(op, dialect, form));
  for (std::size_t i = 0; i < op.args.size(); ++i)
    formulas.partials.push_back(op.kind == OpKind::structural || !op.differentiable(i)
                                    ? std::string()
                                    : op_partial_formula(op, i, dialect, form));
  return formulas;
}

}  // namespace chainrule
