// Ops that compute the derivative of another op, for which a book has an expression of that one.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

namespace chainrule {

/// The op of which this one is the derivative, as it is computed but not as a book writes it: σ of σ', which a reader
/// knows as a(1 - a). Null if there is none.
const OpInfo* integral_of(const OpSet& ops, const OpInfo& slope);

}  // namespace chainrule
