/// The operators of the text form: what they are called, and how tightly they bind.
#pragma once

#include <chainrule/graphs/text/text_lexer.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace chainrule {

/// From the loosest to the tightest. Comparisons do not chain, powers group from the right, the rest from the left.
struct Precedence {
  static constexpr std::uint8_t kComparison = 1;
  static constexpr std::uint8_t kSum = 2;
  static constexpr std::uint8_t kProduct = 3;
  static constexpr std::uint8_t kNegation = 4;
  static constexpr std::uint8_t kPower = 5;
  static constexpr std::uint8_t kPrimary = 6;  ///< numbers, names, calls and what is in brackets
};

struct InfixOperator {
  TokenKind token;
  std::uint8_t precedence;
  std::string_view written;  ///< with the spaces that people put around it
  std::string_view op;
};

inline constexpr auto kInfixOperators = std::to_array<InfixOperator>({
    {TokenKind::plus, Precedence::kSum, " + ", "add"},
    {TokenKind::minus, Precedence::kSum, " - ", "subtract"},
    {TokenKind::star, Precedence::kProduct, "*", "multiply"},
    {TokenKind::slash, Precedence::kProduct, "/", "divide"},
    {TokenKind::at, Precedence::kProduct, " @ ", "matmul"},
    {TokenKind::caret, Precedence::kPower, "^", "pow"},
    {TokenKind::less, Precedence::kComparison, " < ", "less"},
    {TokenKind::less_equal, Precedence::kComparison, " <= ", "less_equal"},
    {TokenKind::greater, Precedence::kComparison, " > ", "greater"},
    {TokenKind::greater_equal, Precedence::kComparison, " >= ", "greater_equal"},
    {TokenKind::equal, Precedence::kComparison, " == ", "equal"},
});

inline constexpr std::string_view kPrefixMinus = "negate";

/// Null if the token is no infix operator.
constexpr const InfixOperator* infix_operator(TokenKind token) {
  for (const InfixOperator& infix : kInfixOperators)
    if (infix.token == token) return &infix;
  return nullptr;
}

/// Null if the op is written as a call.
constexpr const InfixOperator* infix_operator(std::string_view op) {
  for (const InfixOperator& infix : kInfixOperators)
    if (infix.op == op) return &infix;
  return nullptr;
}

}  // namespace chainrule
