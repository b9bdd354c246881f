// Ops that compute the derivative of another op, for which a book has an expression of that one.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <optional>

namespace chainrule {

/// An op, and the operand that another op is the derivative by.
struct Integral {
  const OpInfo* op = nullptr;
  std::size_t operand = 0;
};

/// The op of which this one, of the same operands, is a derivative, as it is computed but not as a book writes it: σ of
/// σ', which a reader knows as a(1 - a). Nothing if there is none.
std::optional<Integral> integral_of(const OpSet& ops, const OpInfo& slope);

}  // namespace chainrule
