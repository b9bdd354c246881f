#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/graphs/source/source_text.hpp>
#include <chainrule/graphs/text/expression_writer.hpp>
#include <chainrule/graphs/text/literal.hpp>

#include <fmt/format.h>

namespace chainrule {

std::string checked_name(std::string_view name) {
  check_name_encoding(name);
  return name_text(name);
}

std::string ExpressionWriter::name(NodeId node) {
  if (!graph_.is_number(node) || !graph_.name_of(node).empty()) return checked_name(labels_[node]);
  std::string& name = number_names_[node];  // numbers are labelled by their value, which is no name
  while (name.empty() || labels_.find(name)) name = fmt::format("n{}", next_number_name_++);
  return name;
}

void ExpressionWriter::append_definition(std::string& text, NodeId node) {
  push_node(node, kAny);
  while (!pieces_.empty()) {
    const Piece piece = pieces_.back();
    pieces_.pop_back();
    append(text, piece);
  }
}

void ExpressionWriter::append(std::string& text, const Piece& piece) {
  if (piece.kind == Kind::words)
    text += piece.words;
  else if (piece.kind == Kind::end_of_call)
    close_call(text, piece.node);
  else if (is_defined(piece.node))
    text += name(piece.node);
  else if (graph_.role(piece.node) == Role::examples)
    text += "examples";
  else if (graph_.role(piece.node) == Role::constant)
    append_constant(text, piece);
  else
    open_operation(text, piece);
}

/// A minus right before a number would become part of it, and -3^2 is -(3^2).
void ExpressionWriter::append_constant(std::string& text, const Piece& piece) const {
  const std::string literal = written_literal(graph_.shape(piece.node), graph_.values(piece.node));
  const bool is_negative = literal.starts_with('-');
  const bool is_number = graph_.shape(piece.node).is_scalar();
  const bool in_parentheses = is_negative ? piece.required > kNegation : is_number && piece.negated;
  text += in_parentheses ? "(" + literal + ")" : literal;
}

void ExpressionWriter::open_operation(std::string& text, const Piece& piece) {
  if (has_text_operator(graph_.ops(), graph_.op(piece.node)))
    open_operator(text, piece);
  else
    open_call(text, piece.node);
}

void ExpressionWriter::open_operator(std::string& text, const Piece& piece) {
  const OpInfo& op = graph_.op(piece.node);
  const std::span<const NodeId> operands = graph_.operands(piece.node);
  if (level_of(op) < piece.required) {
    text += '(';
    push_words(")");
  }
  if (op.notation == Notation::prefix) {
    text += op.symbol;
    return push_node(operands[0], level_of(op), true);
  }
  push_node(operands[1], level_of(op) == kPower ? kNegation : required_on_right(op));  // x^-2
  if (!is_written_tightly(op)) push_words(" ");
  push_words(op.symbol);
  if (!is_written_tightly(op)) push_words(" ");
  push_node(operands[0], required_on_left(op));
}

void ExpressionWriter::open_call(std::string& text, NodeId node) {
  text += graph_.op(node).name;
  text += '(';
  pieces_.push_back({.kind = Kind::end_of_call, .node = node});
  const std::span<const NodeId> operands = graph_.operands(node);
  for (std::size_t i = operands.size(); i-- > 0;) {
    push_node(operands[i], kAny);
    if (i > 0) push_words(", ");
  }
}

void ExpressionWriter::close_call(std::string& text, NodeId node) const {
  const Attributes& attributes = graph_.attributes(node);
  const std::span<const AttributeSpec> specs = graph_.op(node).attributes;
  for (std::size_t i = 0; i < specs.size(); ++i)
    if (attributes.has(i))
      text += fmt::format(", {}={}", specs[i].name, written_attribute(specs[i].kind, attributes.list(i)));
  text += ')';
}

void ExpressionWriter::push_node(NodeId node, Level required, bool negated) {
  pieces_.push_back({.kind = Kind::node, .required = required, .negated = negated, .node = node});
}

}  // namespace chainrule
