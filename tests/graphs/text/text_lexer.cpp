#include <chainrule/graphs/text/text_lexer.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace chainrule;

namespace {

std::vector<std::string> tokens(std::string_view text, LineBreaks line_breaks = LineBreaks::end_statements) {
  const SourceText source(text, "f");
  TextLexer lexer(source, line_breaks);
  std::vector<std::string> list;
  for (; !lexer.at(TokenKind::end); lexer.advance())
    list.emplace_back(lexer.at(TokenKind::newline) ? "\\n" : lexer.token().text);
  return list;
}

double number(std::string_view text) {
  const SourceText source(text, "f");
  const TextLexer lexer(source, LineBreaks::end_statements);
  REQUIRE(lexer.at(TokenKind::number));
  return lexer.token().number;
}

std::string complaint(std::string_view text) {
  try {
    tokens(text);
  } catch (const InputError& error) {
    return error.message().substr(0, error.message().find('\n'));
  }
  return "none";
}

using Tokens = std::vector<std::string>;

}  // namespace

TEST_CASE("spaces separate tokens, comments reach to the end of the line") {
  CHECK(tokens("a<=b>c# x = 1\n\td == e=f") == Tokens{"a", "<=", "b", ">", "c", "\\n", "d", "==", "e", "=", "f"});
  CHECK(tokens("w1*x-2.^(3)@y,[z]:").size() == 16);
}

TEST_CASE("a line ends in LF, CR LF or CR, or not at all in an expression") {
  CHECK(tokens("a\nb\r\nc\rd") == Tokens{"a", "\\n", "b", "\\n", "c", "\\n", "d"});
  CHECK(tokens("a\nb\r\nc\rd", LineBreaks::are_spaces) == Tokens{"a", "b", "c", "d"});
}

TEST_CASE("names are letters of any alphabet, digits and _") {
  CHECK(tokens("ваги_1 σ x2y") == Tokens{"ваги_1", "σ", "x2y"});
  CHECK(complaint("a − b") == "unexpected character \"−\"");
  CHECK(complaint("a\x01") == "unexpected character \"\\x01\"");
}

TEST_CASE("any other name is a JSON string") {
  const SourceText source(R"("a \"b\" \u0436\n")", "f");
  TextLexer lexer(source, LineBreaks::end_statements);
  CHECK(lexer.name() == "a \"b\" ж\n");
  CHECK(complaint("\"abc") == "a string without its closing quote");
  CHECK(complaint("\"abc\\") == "a string without its closing quote");
  CHECK(complaint("\"abc\ndef\"") == "a string without its closing quote");
}

TEST_CASE("numbers are decimals") {
  CHECK(number("3") == 3);
  CHECK(number(".5") == 0.5);
  CHECK(number("2.") == 2);
  CHECK(number("1e-3") == 1e-3);
  CHECK(number("1.5E+10") == 1.5e10);
  CHECK(number("4.9e-324") == 4.9e-324);
  CHECK(number("1e-400") == 0);
  CHECK(number("0." + std::string(400, '0') + "1") == 0);
  CHECK(number(std::string(400, '0') + "1") == 1);
  CHECK(number("0e999999999999999999999") == 0);
}

TEST_CASE("what only begins like a number is refused") {
  CHECK(complaint("1e") == "\"1e\" is not a number; a product is written with *");
  CHECK(complaint("2x") == "\"2x\" is not a number; a product is written with *");
  CHECK(complaint("1.2.3") == "\"1.2.3\" is not a number");
  CHECK(complaint("1e999") == "\"1e999\" is too large for a number");
  CHECK(complaint(std::string(400, '9') + "e-1").find("is too large for a number") != std::string::npos);
  CHECK(complaint("1e99999999999999999999") == "\"1e99999999999999999999\" is too large for a number");
}
