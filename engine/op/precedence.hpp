// How tightly operators bind, for those who write formulas and for those who read them.
#pragma once

#include <chainrule/engine/op/op.hpp>

#include <cstdint>

namespace chainrule {

/// How tightly what is written holds together: an op's precedence, counted from kComparison. Nothing holds as tightly
/// as parentheses. Comparisons are not chained, powers group from the right, everything else from the left.
enum Level : std::int8_t { kAny, kComparison, kSum, kProduct, kNegation, kPower, kAtom, kParentheses };

constexpr bool is_operator(const OpInfo& op) {
  return op.notation == Notation::infix || op.notation == Notation::prefix;
}

/// The level of an infix or prefix op.
constexpr Level level_of(const OpInfo& op) { return static_cast<Level>(op.precedence + kComparison); }

/// How tightly the left operand of an infix op must hold together to need no parentheses.
constexpr Level required_on_left(const OpInfo& op) {
  switch (const Level level = level_of(op)) {
    case kComparison:
      return kSum;
    case kPower:
      return kAtom;
    default:
      return level;
  }
}

/// How tightly the right operand of an infix op must.
constexpr Level required_on_right(const OpInfo& op) {
  const Level level = level_of(op);
  return level == kPower ? kPower : static_cast<Level>(level + 1);
}

/// Whether the symbol stands without spaces between its operands: a*b, x^2.
constexpr bool is_written_tightly(const OpInfo& op) {
  return op.arithmetic == Arithmetic::multiply || op.arithmetic == Arithmetic::divide || level_of(op) == kPower;
}

}  // namespace chainrule
