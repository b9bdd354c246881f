#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/tools/text/definition.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>

namespace chainrule {

namespace {

constexpr std::size_t kMostNodes = 64;
constexpr FormulaOptions kReading{.limit = 400, .use_own_name = true, .repeat_up_to = kMostNodes};

bool is_boundary(const Graph& graph, NodeId id) {
  return graph.role(id) != Role::operation || !graph.name_of(id).empty();
}

/// The operations between a node and named nodes or leaves, operands first, the node last. Empty if there are too many
/// of them to be read.
std::vector<NodeId> operations_within(const Graph& graph, NodeId node) {
  std::vector<NodeId> found{node};
  for (std::size_t next = 0; next < found.size(); ++next) {
    if (found.size() > kMostNodes) return {};
    for (const NodeId operand : graph.operands(found[next]))
      if (!is_boundary(graph, operand) && std::ranges::find(found, operand) == found.end()) found.push_back(operand);
  }
  std::ranges::sort(found);
  return found;
}

/// The nodes that the operations use and are not themselves, each once.
std::vector<NodeId> operands_of(const Graph& graph, const std::vector<NodeId>& operations) {
  std::vector<NodeId> found;
  for (const NodeId id : operations)
    for (const NodeId operand : graph.operands(id))
      if (!std::ranges::binary_search(operations, operand) && std::ranges::find(found, operand) == found.end())
        found.push_back(operand);
  return found;
}

/// Appends copies of operations whose operands have copies already; returns the last.
Expr append_copies(Graph& target, const Graph& graph, const std::vector<NodeId>& operations,
                   std::unordered_map<NodeId, Expr>& copies) {
  for (const NodeId id : operations) {
    std::vector<Expr> operands;
    for (const NodeId operand : graph.operands(id)) operands.push_back(copies.at(operand));
    copies.insert_or_assign(id, target.apply(graph.op(id), operands, graph.attributes(id)));
  }
  return copies.at(operations.back());
}

double rounded(double number) {
  return std::isfinite(number) ? std::strtod(short_text(number).c_str(), nullptr) : number;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 2(-3) reads well in names, not in numbers: 2*(-3). A digit that belongs to a function's name stays beside its "(".
std::string with_signs_of_multiplication(const std::string& formula) {
  std::string text;
  for (const char c : formula) {
    std::size_t start = text.size();
    while (start > 0 && (is_digit(text[start - 1]) || text[start - 1] == '.')) --start;
    const bool is_name =
        start > 0 && (std::isalpha(static_cast<unsigned char>(text[start - 1])) != 0 || text[start - 1] == '_');
    if (c == '(' && start < text.size() && !is_name) text += '*';
    text += c;
  }
  return text;
}

bool is_plain_constant(const Graph& graph, NodeId id) {
  return graph.role(id) == Role::constant && graph.name_of(id).empty();
}

}  // namespace

std::vector<NodeId> Definitions::operations_of(NodeId node, Depth depth) const {
  return depth == Depth::op ? std::vector{node} : operations_within(sweep_.graph(), node);
}

bool Definitions::can_define(NodeId node, Depth depth) const {
  const Graph& graph = sweep_.graph();
  if (graph.role(node) != Role::operation) return false;
  const std::vector<NodeId> operations = operations_of(node, depth);
  const auto is_one_number = [&](NodeId id) { return has_number(id); };
  return !operations.empty() && std::ranges::all_of(operations, [&](NodeId id) {
    return is_one_number(id) && graph.op(id).kind == OpKind::elementwise &&
           std::ranges::all_of(graph.operands(id), is_one_number);
  });
}

Definition Definitions::define(NodeId node, Depth depth) {
  const Graph& graph = sweep_.graph();
  const std::vector<NodeId> operations = operations_of(node, depth);
  Definition definition{.node = node, .value = {}, .operands = operands_of(graph, operations)};
  const std::vector<Expr> operands = leaves(definition.operands);
  definition.is_one_op = operations.size() == 1 && operands.size() == graph.operands(node).size();
  if (definition.is_one_op) {
    definition.value = graph.op(node).value_expression(operands.data(), Form::textbook);
  } else {
    std::unordered_map<NodeId, Expr> copies = leaves_;
    definition.value = append_copies(graph_, graph, operations, copies);
  }
  return definition;
}

Expr Definitions::partial(const Definition& definition, std::size_t operand, Form form) {
  if (definition.is_one_op) return partial_of_op(definition.node, operand, form);
  const std::vector<Expr> operands = leaves(definition.operands);
  return gradient(definition.value, operands, form).of(operands[operand]);
}

Expr Definitions::partial_of_op(NodeId node, std::size_t operand, Form form) {
  const std::span<const NodeId> nodes = sweep_.graph().operands(node);
  const std::vector<Expr> operands = leaves({nodes.begin(), nodes.end()});
  const OpInfo& op = sweep_.graph().op(node);
  if (!op.differentiable(operand)) return 0;
  return op.partial_expression(operand, operands.data(), leaf(node), form);
}

Expr Definitions::partial_of_reduction(NodeId reduction) {
  const Graph& graph = sweep_.graph();
  const std::string m = graph.find("m") ? "examples" : "m";
  const Expr in[] = {leaf(graph.operands(reduction)[0]), leaf(m, static_cast<double>(sweep_.examples()))};
  return graph.op(reduction).partial_expression(0, in, leaf(reduction), Form::textbook);
}

Expr Definitions::leaf(NodeId node) {
  const auto known = leaves_.find(node);
  if (known != leaves_.end()) return known->second;
  return leaves_.emplace(node, make_leaf(node)).first->second;
}

Expr Definitions::make_leaf(NodeId node) {
  const Graph& graph = sweep_.graph();
  if (is_plain_constant(graph, node)) return graph_.constant(number(node));
  const bool is_m = graph.role(node) == Role::examples && graph.name_of(node).empty() && !graph.find("m");
  return leaf(is_m ? "m" : std::string(labels_[node]), number(node));
}

bool Definitions::has_number(NodeId node) const {
  return sweep_.graph().shape(node).is_scalar() && (example_ || sweep_.primal_of(node).size() == 1);
}

double Definitions::number(NodeId node) const {
  const std::span<const double> all = sweep_.primal_of(node);
  return all.size() == 1 ? all[0] : all[example_.value_or(0)];
}

Expr Definitions::leaf(const std::string& name, double value) {
  const auto known = graph_.find(name);
  return known ? *known : graph_.parameter(name, value);
}

std::vector<Expr> Definitions::leaves(const std::vector<NodeId>& nodes) {
  std::vector<Expr> found;
  for (const NodeId node : nodes) found.push_back(leaf(node));
  return found;
}

std::string reading_text(const Expr& expression, Dialect dialect) {
  const std::string text = formula(expression, Dialect::display, kReading);
  if (dialect == Dialect::display) return text;
  FormulaOptions whole = kReading;
  whole.limit = 0;
  return text.ends_with("…") ? "\\ldots" : formula(expression, dialect, whole);
}

std::string text_with_numbers(const Expr& expression, const std::function<double(const Expr&)>& number_of,
                              Dialect dialect) {
  if (expression.is_number()) return reading_text(expression, dialect);
  const Graph& graph = *expression.graph();
  Graph numbers({.intern = true, .arena = nullptr, .ops = &graph.ops()});
  const auto constant = [&](NodeId id) {
    const double number = number_of(graph.expr(id));
    return numbers.constant(is_plain_constant(graph, id) ? number : rounded(number));
  };
  if (is_boundary(graph, expression.id())) return reading_text(constant(expression.id()), dialect);
  const std::vector<NodeId> operations = operations_within(graph, expression.id());
  if (operations.empty()) return dialect == Dialect::latex ? "\\ldots" : "…";
  std::unordered_map<NodeId, Expr> copies;
  for (const NodeId operand : operands_of(graph, operations)) copies.emplace(operand, constant(operand));
  const std::string text = reading_text(append_copies(numbers, graph, operations, copies), dialect);
  return dialect == Dialect::latex ? text : with_signs_of_multiplication(text);
}

std::string text_with_numbers(const Expr& expression, Dialect dialect) {
  return text_with_numbers(
      expression, [](const Expr& leaf) { return leaf.graph()->values(leaf.id())[0]; }, dialect);
}

double number_of(const Expr& expression) {
  if (expression.is_number()) return expression.number();
  Sweep sweep(*expression.graph());
  sweep.forward();
  return sweep.value(expression);
}

}  // namespace chainrule
