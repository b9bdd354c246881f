// Formulas in plain text: for people, and as the text form of a graph has them.
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/writer.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace chainrule {

namespace {

/// The common part of both: operators, calls, numbers.
class TextWriter : public FormulaWriter {
 public:
  using FormulaWriter::FormulaWriter;

 protected:
  std::string number_formula(double number) const override { return number_text(number); }

  void put_prefix(NodeId id, Level required) {
    put(graph_.op(id).symbol);
    put(graph_.operands(id)[0], {required, false});
  }

  void put_infix(NodeId id, bool leading, Level required_right) {
    const OpInfo& op = graph_.op(id);
    const std::span<const NodeId> operands = graph_.operands(id);
    put(operands[0], {required_on_left(op), leading});
    if (!is_written_tightly(op)) put(" ");
    put(op.symbol);
    if (!is_written_tightly(op)) put(" ");
    put(operands[1], {required_right, false});
  }
};

/// Text that reads back to the same nodes: so operators only as the reader knows them, and everything else by its name.
class CodeWriter final : public TextWriter {
 public:
  using TextWriter::TextWriter;

 private:
  Dialect dialect() const override { return Dialect::code; }

  bool has_operator(const OpInfo& op) const { return has_text_operator(graph_.ops(), op); }

  Bond bond_of_operation(NodeId id) const override {
    const OpInfo& op = graph_.op(id);
    if (!has_operator(op)) return {kAtom, false};
    return {level_of(op), op.notation == Notation::prefix};
  }
  Bond bond_of_number(double number) const override {
    const bool negative = std::signbit(number) && !std::isnan(number);
    return {negative ? kNegation : kAtom, negative};
  }

  void lay_out(NodeId id, bool leading) override {
    const OpInfo& op = graph_.op(id);
    if (!has_operator(op)) return put_call(id);
    if (op.notation == Notation::infix) return put_infix(id, leading, required_on_right(op));
    // A minus before a number would be read as part of it.
    const NodeId operand = graph_.operands(id)[0];
    const bool is_number = graph_.role(operand) == Role::constant && graph_.name_of(operand).empty();
    put_prefix(id, is_number ? kParentheses : kPower);
  }
};

/// Text for people: symbols, and only the parentheses that a reader needs.
class DisplayWriter final : public TextWriter {
 public:
  using TextWriter::TextWriter;

 private:
  Dialect dialect() const override { return Dialect::display; }

  Bond bond_of_operation(NodeId id) const override {
    const OpInfo& op = graph_.op(id);
    if (op.arithmetic == Arithmetic::square) return {kPower, false};
    if (op.arithmetic == Arithmetic::negate) return {kProduct, true};  // -y/a needs no parentheses either way
    if (!is_operator(op)) return {kAtom, false};
    return {level_of(op), op.notation == Notation::prefix};
  }
  Bond bond_of_number(double number) const override {
    const bool negative = std::signbit(number) && !std::isnan(number);
    return {negative ? kProduct : kAtom, negative};
  }

  void lay_out(NodeId id, bool leading) override {
    const OpInfo& op = graph_.op(id);
    if (op.arithmetic == Arithmetic::square) {
      put(graph_.operands(id)[0], {kAtom, leading});
      put("^2");
    } else if (op.notation == Notation::infix) {
      lay_out_infix(id, leading);
    } else if (op.notation == Notation::prefix) {
      put_prefix(id, op.arithmetic == Arithmetic::negate ? kProduct : kPower);
    } else if (op.notation == Notation::cases) {
      lay_out_cases(id);
    } else {
      put_call(id);
    }
  }

  void lay_out_infix(NodeId id, bool leading) {
    const OpInfo& op = graph_.op(id);
    const std::span<const NodeId> operands = graph_.operands(id);
    const Context left{required_on_left(op), leading};
    const NodeId factor = operands[1];
    const Level required = required_on_right_for_people(op, op_in_place(factor));
    if (op.arithmetic == Arithmetic::multiply && needs_parentheses(factor, {required, false}) &&
        closes_tightly(operands[0], left)) {
      put(operands[0], left);
      put(factor, {required, false});  // a(1 - a)
    } else {
      put_infix(id, leading, required);
    }
  }

  /// Whether a parenthesis right after it reads as a factor.
  bool closes_tightly(NodeId id, Context context) const {
    if (needs_parentheses(id, context)) return true;
    if (stands_in_place(id)) return bond(id).level == kAtom;
    return graph_.name_of(id).empty() || is_word(graph_.name_of(id));
  }

  void lay_out_cases(NodeId id) {
    const auto [found, otherwise] = branches(id);
    put("{");
    for (const Branch& branch : found) {
      put(branch.value, {.required = kSum});
      put(" if ");
      put(branch.condition, {});
      put("; ");
    }
    put(otherwise, {.required = kSum});
    put(" otherwise}");
  }
};

}  // namespace

bool has_text_operator(const OpSet& ops, const OpInfo& op) {
  static constexpr auto kRead = std::to_array<std::string_view>({"+", "-", "*", "/", "^", "@", "<", "<=", "=="});
  return is_operator(op) && std::ranges::find(kRead, op.symbol) != kRead.end() &&
         ops.find_operator(op.notation, op.symbol) == &op;
}

std::unique_ptr<FormulaWriter> text_writer(const Graph& graph, const Labels* labels, NodeId root, Dialect dialect,
                                           const FormulaOptions& options) {
  if (dialect == Dialect::code) return std::make_unique<CodeWriter>(graph, labels, root, options);
  return std::make_unique<DisplayWriter>(graph, labels, root, options);
}

}  // namespace chainrule
