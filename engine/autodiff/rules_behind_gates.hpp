// The rules of structural ops for cotangents and tangents that come from behind gates.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>

namespace chainrule {

/// A vjp or jvp of an op, on expressions.
using StructuralRule = decltype(OpInfo::vjp_expression);

/// Applies the rule to what arrives, whose zeros let nothing through: where the rule multiplies by them, the
/// product is 0 even of an infinity or NaN. So the cotangents of the masked rows of a softmax do not meet what the mask
/// hides. For a rule that is linear in what arrives, as all are.
Expr behind_gates(StructuralRule rule, std::size_t operand, const Expr& arriving, std::span<const Expr> in,
                  const Expr& out, const Attributes& attributes);

}  // namespace chainrule
