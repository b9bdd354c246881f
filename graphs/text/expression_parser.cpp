#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/graphs/text/expression_parser.hpp>
#include <chainrule/graphs/text/literal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chainrule {
namespace {

bool is_infix(TokenKind token) {
  using enum TokenKind;
  for (const TokenKind infix : {plus, minus, star, slash, at, caret, less, less_equal, greater, greater_equal, equal})
    if (token == infix) return true;
  return false;
}

/// The op that takes more operands than the two of min and max; empty for other ops.
std::string_view of_several(const OpInfo& op) {
  if (op.arity != 2 || op.variadic) return {};
  return op.name == "min" ? "amin" : op.name == "max" ? "amax" : "";
}

std::string attributes_hint(const OpInfo& op) {
  if (op.attributes.empty()) return {};
  std::string names;
  for (const AttributeSpec& spec : op.attributes) names += fmt::format(" {}=", spec.name);
  return fmt::format("; its attributes are given by name:{}", names);
}

}  // namespace

ExpressionParser::ExpressionParser(Graph& graph, TextLexer& lexer, UnknownName unknown_name)
    : graph_(graph), lexer_(lexer), unknown_name_(std::move(unknown_name)) {
  for (const OpInfo* op : graph.op_table().subspan(1)) ops_.try_emplace(op->name, op);
}

Expr ExpressionParser::parse() {
  pending_.clear();
  operands_.clear();
  do {
    while (!take_operand()) {
    }
    while (close_bracket()) {
    }
  } while (take_infix() || take_comma());
  reduce_operators(kAny);
  if (!pending_.empty()) lexer_.fail_expecting(pending_.back().kind == Kind::call ? "\",\" or \")\"" : "\")\"");
  return pop();
}

bool ExpressionParser::take_operand() {
  const std::size_t offset = lexer_.token().offset;
  switch (lexer_.token().kind) {
    case TokenKind::number:
      operands_.emplace_back(take_number(lexer_));
      return true;
    case TokenKind::minus:
      return take_prefix_minus();
    case TokenKind::plus:
      return take_prefix_plus();
    case TokenKind::name:
    case TokenKind::string:
      return take_name();
    case TokenKind::open_paren:
      pending_.push_back({.kind = Kind::paren, .offset = offset});
      lexer_.advance();
      return false;
    case TokenKind::open_bracket: {
      const Literal literal = take_literal(lexer_);
      operands_.push_back(graph_.constant(literal.shape, literal.values));
      return true;
    }
    default:
      lexer_.fail_expecting("a number, a name or \"(\"");
  }
}

/// A minus right before a number belongs to it, but not before a power: -3^2 is -(3^2).
bool ExpressionParser::take_prefix_minus() {
  const std::size_t offset = lexer_.token().offset;
  lexer_.advance();
  if (at_number() && !lexer_.followed_by('^')) {
    const double number = take_number(lexer_);
    operands_.emplace_back(std::isnan(number) ? number : -number);
    return true;
  }
  pending_.push_back({.kind = Kind::prefix, .level = kNegation, .symbol = "-", .offset = offset});
  return false;
}

/// A plus before an operand changes nothing.
bool ExpressionParser::take_prefix_plus() {
  lexer_.advance();
  return false;
}

bool ExpressionParser::at_number() const {
  const Token& token = lexer_.token();
  return token.kind == TokenKind::number ||
         (token.kind == TokenKind::name && (token.text == "nan" || token.text == "inf"));
}

bool ExpressionParser::take_name() {
  if (at_attribute()) return take_attributes();
  if (lexer_.at(TokenKind::name) && lexer_.followed_by('(')) return open_call();
  if (at_number()) {
    operands_.emplace_back(take_number(lexer_));
    return true;
  }
  const std::string_view name = lexer_.name();
  if (const auto known = graph_.find(name)) {
    operands_.push_back(*known);
  } else if (name == "examples") {
    operands_.push_back(graph_.examples());
  } else {
    operands_.push_back(unknown_name_(name, lexer_.token().offset));
  }
  lexer_.advance();
  return true;
}

bool ExpressionParser::open_call() {
  const Token name = lexer_.token();
  const OpInfo* op = find(name.text);
  if (op == nullptr) fail_unknown_op(name.text, name.offset);
  pending_.push_back({.kind = Kind::call, .op = op, .offset = name.offset, .first_operand = operands_.size()});
  lexer_.advance();
  lexer_.advance();
  if (!lexer_.take(TokenKind::close_paren)) return false;
  finish_call({});
  return true;
}

bool ExpressionParser::at_attribute() const {
  return !pending_.empty() && pending_.back().kind == Kind::call && lexer_.at(TokenKind::name) &&
         lexer_.followed_by_assignment();
}

/// Attributes come last, so the call ends behind them.
bool ExpressionParser::take_attributes() {
  const OpInfo& op = *pending_.back().op;
  Attributes attributes;
  do {
    if (!at_attribute())
      lexer_.fail(lexer_.token().offset, fmt::format("the operands of {} stand before its attributes", op.name));
    take_attribute(op, attributes);
  } while (lexer_.take(TokenKind::comma));
  lexer_.expect(TokenKind::close_paren, "\",\" or \")\"");
  finish_call(attributes);
  return true;
}

void ExpressionParser::take_attribute(const OpInfo& op, Attributes& attributes) {
  const Token name = lexer_.token();
  const auto spec = std::ranges::find(op.attributes, name.text, &AttributeSpec::name);
  if (spec == op.attributes.end())
    lexer_.fail(name.offset, fmt::format("{} has no attribute {}{}", op.name, name.text, attributes_hint(op)));
  const auto index = static_cast<std::size_t>(spec - op.attributes.begin());
  if (attributes.has(index)) lexer_.fail(name.offset, fmt::format("the attribute {} is given twice", name.text));
  lexer_.advance();
  lexer_.advance();
  attribute_values_[index] = chainrule::take_attribute(lexer_, spec->kind);
  attributes.values[index] = attribute_values_[index];
  attributes.present[index] = true;
}

bool ExpressionParser::close_bracket() {
  if (!lexer_.at(TokenKind::close_paren)) return false;
  reduce_operators(kAny);
  if (pending_.empty()) return false;
  lexer_.advance();
  if (pending_.back().kind == Kind::call)
    finish_call({});
  else
    pending_.pop_back();
  return true;
}

bool ExpressionParser::take_infix() {
  const Token token = lexer_.token();
  if (!is_infix(token.kind)) return false;
  const OpInfo* op = find(Notation::infix, token.text);
  const Level level = op != nullptr ? level_of(*op) : kComparison;
  const bool compares = level == kComparison;
  reduce_operators(compares ? kSum : level);
  if (compares && !pending_.empty() && pending_.back().level == kComparison)
    lexer_.fail(token.offset, "comparisons do not chain: put one of them in parentheses");
  pending_.push_back({.kind = Kind::infix, .level = level, .op = op, .symbol = token.text, .offset = token.offset});
  lexer_.advance();
  return true;
}

bool ExpressionParser::take_comma() {
  if (!lexer_.at(TokenKind::comma)) return false;
  reduce_operators(kAny);
  if (pending_.empty() || pending_.back().kind != Kind::call) return false;
  lexer_.advance();
  return true;
}

void ExpressionParser::reduce_operators(Level level) {
  while (!pending_.empty() && pending_.back().level != kAny) {
    const Level last = pending_.back().level;
    if (last < level || (last == level && last == kPower)) return;
    reduce_last();
  }
}

void ExpressionParser::reduce_last() {
  const Pending last = pending_.back();
  pending_.pop_back();
  const Expr b = pop();
  if (last.kind == Kind::prefix)
    operands_.push_back(apply_operator(Notation::prefix, last.symbol, last.offset, {&b, 1}));
  else if (const Expr a = pop(); last.op != nullptr)
    operands_.push_back(apply(*last.op, last.offset, std::array{a, b}));
  else
    operands_.push_back(compare(last, a, b));
}

void ExpressionParser::finish_call(const Attributes& attributes) {
  const Pending call = pending_.back();
  pending_.pop_back();
  const OpInfo& op = *call.op;
  check_call(op, call, attributes);
  const std::span<const Expr> operands = std::span(operands_).subspan(call.first_operand);
  const OpInfo* const several = operands.size() > op.arity ? find(of_several(op)) : nullptr;
  const Expr result = apply(several != nullptr ? *several : op, call.offset, operands, attributes);
  operands_.resize(call.first_operand);
  operands_.push_back(result);
}

void ExpressionParser::check_call(const OpInfo& op, const Pending& call, const Attributes& attributes) const {
  const std::size_t given = operands_.size() - call.first_operand;
  const bool takes_more = op.variadic || !of_several(op).empty();
  if (given < op.arity || (given > op.arity && !takes_more))
    lexer_.fail(call.offset, fmt::format("{} takes {}{} operand{}, not {}{}", op.name, takes_more ? "at least " : "",
                                         op.arity, op.arity == 1 ? "" : "s", given, attributes_hint(op)));
  if (const std::string_view missing = missing_attribute(op, attributes); !missing.empty())
    lexer_.fail(call.offset, fmt::format("{} needs the attribute {}", op.name, missing));
}

Expr ExpressionParser::pop() {
  const Expr last = operands_.back();
  operands_.pop_back();
  return last;
}

/// Where the language has no op for a > b, a <= b or a >= b, they are said with those for < and ==.
Expr ExpressionParser::compare(const Pending& comparison, const Expr& a, const Expr& b) {
  const auto apply_infix = [&](std::string_view symbol, const Expr& left, const Expr& right) {
    return apply_operator(Notation::infix, symbol, comparison.offset, std::array{left, right});
  };
  const bool is_greater = comparison.symbol.starts_with('>');
  const Expr &lesser = is_greater ? b : a, &larger = is_greater ? a : b;
  if (comparison.symbol == ">") return apply_infix("<", lesser, larger);
  if (comparison.symbol == ">=" && find(Notation::infix, "<=") != nullptr) return apply_infix("<=", lesser, larger);
  if (comparison.symbol != ">=" && comparison.symbol != "<=") fail_unknown_op(comparison.symbol, comparison.offset);
  const Expr less = apply_infix("<", lesser, larger);
  return apply_infix("+", less, apply_infix("==", lesser, larger));
}

Expr ExpressionParser::apply_operator(Notation notation, std::string_view symbol, std::size_t offset,
                                      std::span<const Expr> operands) {
  const OpInfo* op = find(notation, symbol);
  if (op == nullptr) fail_unknown_op(symbol, offset);
  return apply(*op, offset, operands);
}

Expr ExpressionParser::apply(const OpInfo& op, std::size_t offset, std::span<const Expr> operands,
                             const Attributes& attributes) {
  try {
    return graph_.apply(op, operands, attributes);
  } catch (const Error& error) {
    lexer_.fail(offset, error.message());
  }
}

const OpInfo* ExpressionParser::find(std::string_view op) const {
  const auto found = ops_.find(op);
  return found == ops_.end() ? nullptr : found->second;
}

const OpInfo* ExpressionParser::find(Notation notation, std::string_view symbol) const {
  return graph_.ops().find_operator(notation, symbol);
}

void ExpressionParser::fail_unknown_op(std::string_view name, std::size_t offset) const {
  NearestName nearest(name);
  for (const OpInfo* op : graph_.op_table().subspan(1)) nearest.consider(op->name);
  lexer_.fail(offset, fmt::format("there is no op {}{}", in_quotes(name), nearest.hint()));
}

}  // namespace chainrule
