// Derivations told in words.
#pragma once

#include <chainrule/tools/explain/derivation.hpp>
#include <chainrule/tools/explain/document.hpp>

#include <span>

namespace chainrule {

/// Adds the derivation of one cotangent to the document: the rule, the substitution, the paths, the algebra.
void tell(Document& document, const Derivations& derivations, const Derivation& derivation);

/// "common denominator", "cancel a(1 - a)"
Line rewriting_name(Language language, const WorkingStep& step);
/// "a != 0 and 1 - a != 0"
Formula conditions(Language language, std::span<const Formula> nonzero);

}  // namespace chainrule
