#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/text/literal.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace chainrule {

std::string LiteralBuilder::open_list() {
  if (counts_.size() == Shape::kMaxRank) return "a tensor has at most 8 axes";
  if (std::cmp_equal(counts_.size(), rank_)) return "a list where a number was expected";
  counts_.push_back(0);
  if (extents_.size() < counts_.size()) extents_.push_back(kUnknown);
  return {};
}

std::string LiteralBuilder::close_list() {
  const std::int64_t count = counts_.back();
  const auto depth = static_cast<std::int64_t>(counts_.size());
  if (count == 0 && rank_ == kUnknown) rank_ = depth;
  if (count == 0 && rank_ != depth) return "an empty list where a list of numbers was expected";
  std::int64_t& extent = extents_[counts_.size() - 1];
  if (extent != kUnknown && extent != count) return fmt::format("lists of different lengths: {} and {}", extent, count);
  extent = count;
  counts_.pop_back();
  count_element();
  return {};
}

std::string LiteralBuilder::add(double number) {
  if (rank_ == kUnknown) rank_ = static_cast<std::int64_t>(counts_.size());
  if (!std::cmp_equal(counts_.size(), rank_)) return "a number where a list was expected";
  values_.push_back(number);
  count_element();
  return {};
}

void LiteralBuilder::count_element() {
  if (!counts_.empty()) ++counts_.back();
}

Literal LiteralBuilder::take() { return {.shape = Shape(extents_), .values = std::move(values_)}; }

double take_number(TextLexer& lexer) {
  const bool negative = lexer.take(TokenKind::minus);
  if (!negative) lexer.take(TokenKind::plus);
  const Token token = lexer.token();
  double number = token.number;
  if (token.kind == TokenKind::name && token.text == "nan") {
    number = std::nan("");
  } else if (token.kind == TokenKind::name && token.text == "inf") {
    number = INFINITY;
  } else if (token.kind != TokenKind::number) {
    lexer.fail_expecting("a number");
  }
  lexer.advance();
  return negative && !std::isnan(number) ? -number : number;
}

namespace {

void check(const TextLexer& lexer, std::size_t offset, const std::string& complaint) {
  if (!complaint.empty()) lexer.fail(offset, complaint);
}

}  // namespace

Literal take_literal(TextLexer& lexer) {
  LiteralBuilder builder;
  bool may_close = false;
  do {
    const std::size_t offset = lexer.token().offset;
    if (lexer.take(TokenKind::open_bracket)) {
      check(lexer, offset, builder.open_list());
      may_close = true;
      continue;
    }
    if (!may_close || !lexer.at(TokenKind::close_bracket)) check(lexer, offset, builder.add(take_number(lexer)));
    may_close = false;
    while (builder.depth() > 0 && !lexer.take(TokenKind::comma)) {
      const std::size_t end = lexer.token().offset;
      lexer.expect(TokenKind::close_bracket, "\",\" or \"]\"");
      check(lexer, end, builder.close_list());
    }
  } while (!builder.is_complete());
  return builder.take();
}

namespace {

std::int64_t take_integer(TextLexer& lexer) {
  const std::size_t offset = lexer.token().offset;
  const bool negative = lexer.take(TokenKind::minus);
  if (!lexer.at(TokenKind::number)) lexer.fail_expecting("a whole number");
  const std::string digits = fmt::format("{}{}", negative ? "-" : "", lexer.token().text);
  std::int64_t integer = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), integer);
  if (status == std::errc::result_out_of_range) lexer.fail(offset, digits + " is too large for a whole number");
  if (end != digits.data() + digits.size()) lexer.fail(offset, digits + " is not a whole number");
  lexer.advance();
  return integer;
}

std::int64_t take_boolean(TextLexer& lexer) {
  const bool is_true = lexer.at(TokenKind::name) && lexer.token().text == "true";
  if (!is_true && !(lexer.at(TokenKind::name) && lexer.token().text == "false")) lexer.fail_expecting("true or false");
  lexer.advance();
  return is_true ? 1 : 0;
}

}  // namespace

std::vector<std::int64_t> take_integers(TextLexer& lexer) {
  std::vector<std::int64_t> integers;
  lexer.expect(TokenKind::open_bracket, "a list of whole numbers");
  if (lexer.take(TokenKind::close_bracket)) return integers;
  do integers.push_back(take_integer(lexer));
  while (lexer.take(TokenKind::comma));
  lexer.expect(TokenKind::close_bracket, "\",\" or \"]\"");
  return integers;
}

Shape take_shape(TextLexer& lexer) {
  const std::size_t offset = lexer.token().offset;
  const std::vector<std::int64_t> extents = take_integers(lexer);
  try {
    return Shape(extents);
  } catch (const ShapeError& error) {
    lexer.fail(offset, error.message());
  }
}

std::vector<std::int64_t> take_attribute(TextLexer& lexer, AttributeKind kind) {
  if (kind == AttributeKind::boolean) return {take_boolean(lexer)};
  if (kind == AttributeKind::integers && lexer.at(TokenKind::open_bracket)) return take_integers(lexer);
  return {take_integer(lexer)};
}

Literal read_literal(std::string_view text, std::string_view file) {
  const SourceText source(text, file);
  source.check_encoding();
  TextLexer lexer(source, LineBreaks::are_spaces);
  Literal literal = take_literal(lexer);
  if (!lexer.at(TokenKind::end)) lexer.fail_expecting("the end of the value");
  return literal;
}

std::string written_literal(const Shape& shape, std::span<const double> values, std::string (*written_number)(double)) {
  if (values.size() != shape.size())
    throw GraphError(fmt::format("a value of shape {} has no numbers", to_text(shape)));
  if (shape.is_scalar()) return written_number(values[0]);
  if (!is_told_by_nesting(shape)) return "[]";
  std::string text;
  std::vector<std::int64_t> counts;
  std::size_t next = 0;
  do {
    if (counts.size() < shape.rank()) {
      text += '[';
      counts.push_back(0);
    } else {
      text += written_number(values[next++]);
      ++counts.back();
    }
    while (!counts.empty() && counts.back() == shape[counts.size() - 1]) {
      text += ']';
      counts.pop_back();
      if (!counts.empty()) ++counts.back();
    }
    if (!counts.empty() && counts.back() > 0) text += ", ";
  } while (!counts.empty());
  return text;
}

std::string written_integers(std::span<const std::int64_t> integers) {
  return fmt::format("[{}]", fmt::join(integers, ", "));
}

std::string written_attribute(AttributeKind kind, std::span<const std::int64_t> value) {
  if (kind == AttributeKind::boolean) return value[0] != 0 ? "true" : "false";
  return kind == AttributeKind::integer ? std::to_string(value[0]) : written_integers(value);
}

std::string described(const Shape& shape) {
  return shape.is_scalar() ? "a number" : "a value of shape " + to_text(shape);
}

std::string_view missing_attribute(const OpInfo& op, const Attributes& attributes) {
  for (std::size_t i = 0; i < op.attributes.size(); ++i)
    if (op.attributes[i].required && !attributes.has(i)) return op.attributes[i].name;
  return {};
}

bool is_told_by_nesting(const Shape& shape) {
  for (std::size_t axis = 0; axis + 1 < shape.rank(); ++axis)
    if (shape[axis] == 0) return false;
  return true;
}

}  // namespace chainrule
