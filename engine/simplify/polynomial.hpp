// Polynomials whose variables are nodes of a graph.
#pragma once

#include <chainrule/engine/graph/node.hpp>

#include <compare>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace chainrule {

/// A node that is a variable: what made it is of no interest.
using Atom = NodeId;

struct AtomPower {
  Atom atom = 0;
  int exponent = 0;
  friend auto operator<=>(const AtomPower&, const AtomPower&) = default;
};

/// A product of positive powers, ascending by atom; empty is 1.
using Monomial = std::vector<AtomPower>;

int degree(const Monomial& monomial);
/// The order of terms: higher degrees first, then the higher power of the earlier atom.
bool precedes(const Monomial& a, const Monomial& b);
Monomial product(const Monomial& a, const Monomial& b);
/// Empty if b does not divide a.
std::optional<Monomial> quotient(const Monomial& a, const Monomial& b);

struct Term {
  double coefficient = 0;
  Monomial monomial;
};

/// A sum of terms in canonical order. Coefficients are exact as long as doubles can be. A polynomial that grows too
/// large to be worth reading becomes unknown, and so does everything that is computed from it.
class Polynomial {
 public:
  static constexpr std::size_t kMostTerms = 64;
  static constexpr int kHighestDegree = 64;

  /// 0
  Polynomial() = default;
  /// The sum of terms given in any order.
  explicit Polynomial(std::vector<Term> terms);
  static Polynomial term(double coefficient, Monomial monomial) {
    return Polynomial(std::vector<Term>{{coefficient, std::move(monomial)}});
  }
  static Polynomial number(double value) { return term(value, {}); }
  static Polynomial atom(Atom atom) { return term(1, {{atom, 1}}); }
  static Polynomial unknown();

  bool is_known() const { return known_; }
  bool is_zero() const { return known_ && terms_.empty(); }
  const std::vector<Term>& terms() const { return terms_; }
  const Term& leading() const { return terms_.front(); }

 private:
  bool known_ = true;
  std::vector<Term> terms_;
};

Polynomial operator+(const Polynomial& a, const Polynomial& b);
Polynomial operator*(const Polynomial& a, const Polynomial& b);

/// p / d, if d divides p without a remainder; d is not 0.
std::optional<Polynomial> divide_exactly(const Polynomial& p, const Polynomial& d);
/// c, if p = c·q with a number c; neither is 0.
std::optional<double> ratio(const Polynomial& p, const Polynomial& q);

/// A polynomial as coefficient · monomial · primitive, where nothing more can be taken out of the primitive part.
struct Content {
  double coefficient = 0;
  Monomial monomial;
  Polynomial primitive;
};

/// Takes the content out of a polynomial that is not 0.
Content content(const Polynomial& p);

}  // namespace chainrule
