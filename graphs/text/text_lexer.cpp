#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/source/quoted_name.hpp>
#include <chainrule/graphs/text/text_lexer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace chainrule {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_line_break(char c) { return c == '\n' || c == '\r'; }

/// How many bytes of letters, digits and _ the text begins with.
std::size_t word_length(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view after = rest;
    const char32_t character = take_character(after);
    if (character != U'_' && !(character >= U'0' && character <= U'9') && !is_letter(character)) break;
    rest = after;
  }
  return text.size() - rest.size();
}

/// Where a run of digits that begins at `from` ends.
std::size_t digits_end(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

std::size_t number_length(std::string_view text) {
  std::size_t end = digits_end(text, 0);
  if (end < text.size() && text[end] == '.') end = digits_end(text, end + 1);
  if (end == text.size() || (text[end] != 'e' && text[end] != 'E')) return end;
  const bool is_signed = end + 1 < text.size() && (text[end + 1] == '+' || text[end + 1] == '-');
  const std::size_t exponent = end + (is_signed ? 2 : 1);
  const std::size_t exponent_end = digits_end(text, exponent);
  return exponent_end == exponent ? end : exponent_end;
}

/// How much of what follows a number runs on: 2x, 1.2.3 and 0x10 are no numbers, nor two things side by side.
std::size_t unspaced_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t more = text[length] == '.' ? 1 : word_length(text.substr(length));
    if (more == 0) break;
    length += more;
  }
  return length;
}

/// Whether a decimal beyond a double's range is too small, not too large.
bool is_tiny(std::string_view decimal) {
  const std::size_t exponent_at = std::min(decimal.find_first_of("eE"), decimal.size());
  const std::string_view mantissa = decimal.substr(0, exponent_at);
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  std::string_view digits = decimal.substr(std::min(exponent_at + 1, decimal.size()));
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto status = std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec;
  if (status == std::errc::result_out_of_range) return digits.starts_with('-');
  return point - static_cast<std::int64_t>(first) < -exponent;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status == std::errc::result_out_of_range) return is_tiny(text) ? std::optional(0.0) : std::nullopt;
  return status == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

TextLexer::TextLexer(const SourceText& source, LineBreaks line_breaks)
    : source_(&source), text_(source.text()), line_breaks_(line_breaks), next_(source.begin()) {
  advance();
}

void TextLexer::make(TokenKind kind, std::size_t length) {
  token_.kind = kind;
  token_.offset = next_;
  token_.text = text_.substr(next_, length);
  next_ += length;
}

std::size_t TextLexer::after_blanks() const {
  std::size_t at = next_;
  const auto is_blank = [this](char c) {
    return c == ' ' || c == '\t' || (line_breaks_ == LineBreaks::are_spaces && is_line_break(c));
  };
  while (at < text_.size() && (is_blank(text_[at]) || text_[at] == '#'))
    at = text_[at] == '#' ? std::min(text_.find_first_of("\r\n", at), text_.size()) : at + 1;
  return at;
}

void TextLexer::advance() {
  next_ = after_blanks();
  if (next_ == text_.size()) return make(TokenKind::end, 0);
  const char c = text_[next_];
  if (is_line_break(c)) return make(TokenKind::newline, c == '\r' && peek(1) == '\n' ? 2 : 1);
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return take_number();
  if (c == '"') return take_string();
  if (const std::size_t length = word_length(text_.substr(next_)); length > 0) return make(TokenKind::name, length);
  take_symbol();
}

void TextLexer::take_number() {
  make(TokenKind::number, number_length(text_.substr(next_)));
  if (const std::size_t length = unspaced_length(text_.substr(next_)); length > 0) {
    const std::string_view rest = text_.substr(next_, length);
    const bool is_product = rest.find('.') == std::string_view::npos;
    fail(token_.offset,
         fmt::format("{} is not a number{}", in_quotes(text_.substr(token_.offset, token_.text.size() + length)),
                     is_product ? "; a product is written with *" : ""));
  }
  const std::optional<double> number = number_of(token_.text);
  if (!number) fail(token_.offset, fmt::format("{} is too large for a number", in_quotes(token_.text)));
  token_.number = *number;
}

void TextLexer::take_string() {
  std::size_t length = 1;
  while (peek(length) != '"') {
    if (next_ + length >= text_.size() || is_line_break(peek(length)))
      fail(next_, "a string without its closing quote");
    length += peek(length) == '\\' && next_ + length + 1 < text_.size() && !is_line_break(peek(length + 1)) ? 2 : 1;
  }
  make(TokenKind::string, length + 1);
}

void TextLexer::take_symbol() {
  const bool doubled = peek(1) == '=';
  switch (text_[next_]) {
    case '+':
      return make(TokenKind::plus, 1);
    case '-':
      return make(TokenKind::minus, 1);
    case '*':
      return make(TokenKind::star, 1);
    case '/':
      return make(TokenKind::slash, 1);
    case '^':
      return make(TokenKind::caret, 1);
    case '@':
      return make(TokenKind::at, 1);
    case '<':
      return doubled ? make(TokenKind::less_equal, 2) : make(TokenKind::less, 1);
    case '>':
      return doubled ? make(TokenKind::greater_equal, 2) : make(TokenKind::greater, 1);
    case '=':
      return doubled ? make(TokenKind::equal, 2) : make(TokenKind::assign, 1);
    case ',':
      return make(TokenKind::comma, 1);
    case ':':
      return make(TokenKind::colon, 1);
    case '(':
      return make(TokenKind::open_paren, 1);
    case ')':
      return make(TokenKind::close_paren, 1);
    case '[':
      return make(TokenKind::open_bracket, 1);
    case ']':
      return make(TokenKind::close_bracket, 1);
    default:
      break;
  }
  const std::size_t length = std::max<std::size_t>(utf8_length(text_.substr(next_, 4)), 1);
  fail(next_, fmt::format("unexpected character {}", in_quotes(text_.substr(next_, length))));
}

bool TextLexer::take(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

void TextLexer::expect(TokenKind kind, std::string_view what) {
  if (!take(kind)) fail_expecting(what);
}

std::string_view TextLexer::name() {
  if (at(TokenKind::name)) return token_.text;
  std::optional<std::string> unquoted = unquoted_name(token_.text);
  if (!unquoted) fail(token_.offset, fmt::format("{} is not a JSON string", in_quotes(token_.text)));
  unescaped_ = std::move(*unquoted);
  if (unescaped_.empty()) fail(token_.offset, "a name cannot be empty");
  return unescaped_;
}

std::string_view TextLexer::expect_name(std::string_view what) {
  if (!at_name()) fail_expecting(what);
  const std::string_view result = name();
  if (at(TokenKind::name) && (result == "nan" || result == "inf"))
    fail(token_.offset, fmt::format("{0} is a number; as a name it is written \"{0}\"", result));
  advance();
  return result;
}

bool TextLexer::followed_by(char character) const {
  const std::size_t after = after_blanks();
  return after < text_.size() && text_[after] == character;
}

bool TextLexer::followed_by_assignment() const {
  const std::string_view after = text_.substr(after_blanks(), 2);
  return after.starts_with('=') && after != "==";
}

void TextLexer::fail_expecting(std::string_view what) const {
  const std::string found = at(TokenKind::end)       ? "the end of the text"
                            : at(TokenKind::newline) ? "the end of the line"
                                                     : in_quotes(token_.text);
  fail(token_.offset, fmt::format("expected {}, found {}", what, found));
}

}  // namespace chainrule
