// Rules as JavaScript: from the same definitions as everything else.
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/writer.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chainrule {

namespace {

/// JavaScript's own operators for the four arithmetic ops; all others are functions of an object called f.
class JavascriptWriter final : public FormulaWriter {
 public:
  using FormulaWriter::FormulaWriter;

 private:
  Dialect dialect() const override { return Dialect::javascript; }

  /// The op itself, not one that means the same to a reader: the guarded product is a function.
  bool has_operator(const OpInfo& op) const {
    using enum Arithmetic;
    const Arithmetic own[] = {add, subtract, multiply, divide, negate};
    if (std::ranges::find(own, op.arithmetic) == std::end(own)) return false;
    const std::vector<const OpInfo*>& known = graph_.ops().ops;
    const auto first =
        std::ranges::find_if(known, [&](const OpInfo* other) { return other->arithmetic == op.arithmetic; });
    return first != known.end() && *first == &op;
  }

  Bond bond_of_operation(NodeId id) const override {
    const OpInfo& op = graph_.op(id);
    if (!has_operator(op)) return {kAtom, false};
    return {level_of(op), op.notation == Notation::prefix};
  }
  Bond bond_of_number(double number) const override {
    const bool negative = std::signbit(number) && !std::isnan(number);
    return {negative ? kNegation : kAtom, negative};
  }
  std::string number_formula(double number) const override {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    return number_text(number);
  }

  void lay_out(NodeId id, bool leading) override {
    const OpInfo& op = graph_.op(id);
    const std::span<const NodeId> operands = graph_.operands(id);
    if (!has_operator(op)) return put_call(id);
    if (op.notation == Notation::prefix) {
      put("-");
      return put(operands[0], {kPower, false});
    }
    put(operands[0], {required_on_left(op), leading});
    put(" ");
    put(op.symbol);
    put(" ");
    put(operands[1], {required_on_right(op), false});
  }
};

constexpr FormulaOptions kWhole{.limit = 0, .repeat_up_to = 64};

/// One leaf per operand, then one for the value or, of an example reduction, for m.
struct Arguments {
  Arguments(const OpInfo& op, std::size_t operands) : graph({.intern = true, .arena = nullptr, .ops = nullptr}) {
    for (std::size_t i = 0; i < operands; ++i) add(fmt::format("x{}", i));
    if (op.kind == OpKind::example_reduction) add("m");
    out = graph.input("v");
  }
  void add(const std::string& name) {
    expressions.push_back(graph.input(name));
    list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
  }
  std::string function(const Expr& body, bool takes_value) const {
    return fmt::format("({}{}) => {}", list, takes_value ? ", v" : "", formula(body, Dialect::javascript, kWhole));
  }

  Graph graph;
  std::vector<Expr> expressions;
  Expr out;
  std::string list;
};

}  // namespace

std::unique_ptr<FormulaWriter> javascript_writer(const Graph& graph, const Labels* labels, NodeId root,
                                                 const FormulaOptions& options) {
  return std::make_unique<JavascriptWriter>(graph, labels, root, options);
}

OpFormulas op_javascript(const OpInfo& op) {
  OpFormulas formulas;
  if (op.kind == OpKind::structural) return formulas;
  Arguments arguments(op, op.args.size());
  const Expr value = op.value_expression(arguments.expressions.data(), Form::computed);
  const bool is_primitive =
      !value.is_number() && value.graph()->role(value.id()) == Role::operation && &value.graph()->op(value.id()) == &op;
  const std::string function = arguments.function(value, false);
  const bool calls_itself = is_primitive && function.find(fmt::format("=> f.{}(", op.name)) != std::string::npos;
  if (!calls_itself) formulas.value = function;
  for (std::size_t i = 0; i < op.args.size(); ++i) {
    std::string& partial = formulas.partials.emplace_back();
    if (!op.differentiable(i)) continue;
    partial =
        arguments.function(op.partial_expression(i, arguments.expressions.data(), arguments.out, Form::computed), true);
  }
  return formulas;
}

OpFormulas op_javascript_of_several(const OpInfo& op, std::size_t operands) {
  OpFormulas formulas;
  if (op.fold_expression == nullptr || operands < 2) return formulas;
  Arguments arguments(op, operands);
  const std::vector<Expr>& in = arguments.expressions;
  Expr value = in[0];
  for (const Expr& next : std::span(in).subspan(1)) value = op.fold_expression(value, next);
  formulas.value = arguments.function(value, false);
  const Expr one = arguments.graph.constant(1);
  for (std::size_t i = 0; i < operands; ++i)
    formulas.partials.push_back(arguments.function(op.vjp_expression(i, one, in, arguments.out, {}), true));
  return formulas;
}

}  // namespace chainrule
