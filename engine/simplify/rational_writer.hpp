// Rational functions written as expressions that people like to read.
#pragma once

#include <chainrule/engine/simplify/excerpt.hpp>
#include <chainrule/engine/simplify/rational.hpp>

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// Writes values as expressions in an excerpt's graph: a number first, then atoms, then sums; in sums higher powers
/// first, but a positive term at the front. Of several ways of writing a value it takes the smallest.
class RationalWriter {
 public:
  RationalWriter(Excerpt& excerpt, RationalField& field) : excerpt_(&excerpt), field_(&field) {}

  /// Writes squares with that op, instead of as products.
  void use_for_squares(const OpInfo& op) { square_ = &op; }
  /// Writes powers with that op.
  void use_for_powers(const OpInfo& op) { power_ = &op; }
  /// Remembers an expression that has the value.
  void remember(const Rational& value, const Expr& expression);
  /// The smallest expression known of the value, or `expression` if that is as small. Of a known value, of whose atoms
  /// expressions are remembered.
  Expr write(const Rational& value);
  /// The value as one quotient, not as it was remembered.
  Expr write_as_quotient(const Rational& value);
  /// The factor of that index in the field's table.
  Expr write_factor(std::uint32_t factor);
  Expr smaller(const Expr& first, const Expr& second);

 private:
  struct Entry {
    std::optional<Expr> best;
    bool written = false;
  };
  /// One side of a quotient, taken apart.
  struct Side {
    double coefficient = 1;
    Monomial atoms;
    std::vector<FactorPower> sums;
  };

  std::vector<Side> sides(const Rational& value) const;
  std::vector<Expr> ways(const Side& side);
  std::optional<Expr> without_sign(const Side& above, const Side& below);
  Expr product(const Side& side, const std::optional<Expr>& sum);
  Expr sum(const Polynomial& polynomial);
  Expr power(const Expr& base, int exponent);
  Expr squared(const Expr& base);
  Expr write_atom(Atom atom);
  const Algebra& algebra() const { return excerpt_->graph().ops().algebra; }

  Excerpt* excerpt_;
  RationalField* field_;
  const OpInfo* square_ = nullptr;
  const OpInfo* power_ = nullptr;
  std::map<Rational, Entry> entries_;
};

}  // namespace chainrule
