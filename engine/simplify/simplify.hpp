// The reading simplifier: turns what the chain rule wrote into what a book prints.
#pragma once

#include <chainrule/engine/graph/expr.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// The kind of a rewriting: for those who say it in words of their own.
enum class RewritingKind : std::uint8_t {
  constants,           ///< an operation on numbers
  plus_zero,           ///< x + 0
  times_one,           ///< 1 * x
  times_zero,          ///< 0 * x
  like_terms,          ///< x + x
  common_denominator,  ///< a sum of quotients as one quotient
  cancel,              ///< of `subject`
  factors,             ///< a product in another order, or with its signs and numbers brought together
  signs,               ///< -(-x)
  powers,              ///< x^1
  reflection,          ///< an identity for a function of -x
  rearrange            ///< several of these at once
};

/// The kind as one word, with hyphens: "common-denominator".
std::string_view to_text(RewritingKind kind);

/// before = after, wherever nothing is divided by 0.
struct Rewriting {
  std::string rule;  ///< in words: "common denominator", "cancel a(1 - a)"
  Expr before;
  Expr after;
  RewritingKind kind = RewritingKind::rearrange;
  std::optional<Expr> subject = {};  ///< what was cancelled
};

/// A simpler form, and what it takes for granted.
struct Simplification {
  Expr result;
  std::vector<Rewriting> steps;  ///< innermost first; empty if the result is the expression itself
  std::vector<Rewriting> chain;  ///< the same, each from the whole expression to the whole: the last gives the result
  std::vector<Expr> nonzero;     ///< what must not be 0 for the result to hold: a and 1 - a
};

/// An expression of the same graph, shape and value that is shorter to read: constants and identities, like terms,
/// common denominators and exact cancellation of quotients, where named sums and products stay what they are called
/// unless the result is smaller without; -x in an op that knows what to do with it, as in σ(-z) = 1 - σ(z). It never
/// has more nodes than the expression; if nothing is gained, it is the expression. A plain number is itself. Only the
/// nodes nearest to the root are read, so the time does not depend on the graph's size. Values are equal in exact
/// arithmetic, where `nonzero` is not 0 and all nodes are finite: for reading, not for computing.
Expr simplify(const Expr& expression);

/// The simplified expression with how it came about and when it holds.
Simplification simplify_with_steps(const Expr& expression);

}  // namespace chainrule
