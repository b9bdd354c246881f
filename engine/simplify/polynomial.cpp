#include <chainrule/engine/simplify/fraction.hpp>
#include <chainrule/engine/simplify/polynomial.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

int degree(const Monomial& monomial) {
  int sum = 0;
  for (const AtomPower& power : monomial) sum += power.exponent;
  return sum;
}

bool precedes(const Monomial& a, const Monomial& b) {
  if (const int difference = degree(a) - degree(b); difference != 0) return difference > 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].atom != b[i].atom) return a[i].atom < b[i].atom;
    if (a[i].exponent != b[i].exponent) return a[i].exponent > b[i].exponent;
  }
  return false;  // of one degree, and one of them is all of the other: they are equal
}

Monomial product(const Monomial& a, const Monomial& b) {
  Monomial result;
  auto left = a.begin(), right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->atom < right->atom))
      result.push_back(*left++);
    else if (left == a.end() || right->atom < left->atom)
      result.push_back(*right++);
    else
      result.push_back({left->atom, left++->exponent + right++->exponent});
  }
  return result;
}

std::optional<Monomial> quotient(const Monomial& a, const Monomial& b) {
  Monomial result;
  auto divisor = b.begin();
  for (const AtomPower& power : a) {
    const bool divides = divisor != b.end() && divisor->atom == power.atom;
    const int left = divides ? power.exponent - divisor++->exponent : power.exponent;
    if (left < 0) return std::nullopt;
    if (left > 0) result.push_back({power.atom, left});
  }
  if (divisor != b.end()) return std::nullopt;
  return result;
}

Polynomial::Polynomial(std::vector<Term> terms) {
  std::ranges::stable_sort(terms, [](const Term& a, const Term& b) { return precedes(a.monomial, b.monomial); });
  for (Term& term : terms) {
    if (!terms_.empty() && terms_.back().monomial == term.monomial) {
      terms_.back().coefficient += term.coefficient;
      continue;
    }
    if (!terms_.empty() && terms_.back().coefficient == 0) terms_.pop_back();
    terms_.push_back(std::move(term));
  }
  if (!terms_.empty() && terms_.back().coefficient == 0) terms_.pop_back();
  known_ = terms_.size() <= kMostTerms &&
           std::ranges::all_of(terms_, [](const Term& term) { return std::isfinite(term.coefficient); }) &&
           (terms_.empty() || degree(leading().monomial) <= kHighestDegree);
  if (!known_) terms_.clear();
}

Polynomial Polynomial::unknown() {
  Polynomial result;
  result.known_ = false;
  return result;
}

Polynomial operator+(const Polynomial& a, const Polynomial& b) {
  if (!a.is_known() || !b.is_known()) return Polynomial::unknown();
  std::vector<Term> terms = a.terms();
  terms.insert(terms.end(), b.terms().begin(), b.terms().end());
  return Polynomial(std::move(terms));
}

Polynomial operator*(const Polynomial& a, const Polynomial& b) {
  if (!a.is_known() || !b.is_known()) return Polynomial::unknown();
  std::vector<Term> terms;
  for (const Term& left : a.terms())
    for (const Term& right : b.terms())
      terms.push_back({left.coefficient * right.coefficient, product(left.monomial, right.monomial)});
  return Polynomial(std::move(terms));
}

std::optional<Polynomial> divide_exactly(const Polynomial& p, const Polynomial& d) {
  if (!p.is_known() || !d.is_known() || d.is_zero()) return std::nullopt;
  if (!p.is_zero() && !quotient(p.terms().back().monomial, d.terms().back().monomial)) return std::nullopt;
  std::vector<Term> result;
  for (Polynomial rest = p; !rest.is_zero();) {
    std::optional<Monomial> monomial = quotient(rest.leading().monomial, d.leading().monomial);
    if (!monomial || result.size() == Polynomial::kMostTerms) return std::nullopt;
    const Term term{rest.leading().coefficient / d.leading().coefficient, *std::move(monomial)};
    std::vector<Term> terms(rest.terms().begin() + 1, rest.terms().end());  // the leading terms cancel
    for (std::size_t i = 1; i < d.terms().size(); ++i)
      terms.push_back({-term.coefficient * d.terms()[i].coefficient, product(term.monomial, d.terms()[i].monomial)});
    rest = Polynomial(std::move(terms));
    if (!rest.is_known()) return std::nullopt;
    result.push_back(term);
  }
  return Polynomial(std::move(result));
}

std::optional<double> ratio(const Polynomial& p, const Polynomial& q) {
  if (p.terms().size() != q.terms().size()) return std::nullopt;
  const double factor = p.leading().coefficient / q.leading().coefficient;
  for (std::size_t i = 0; i < p.terms().size(); ++i) {
    const Term &a = p.terms()[i], &b = q.terms()[i];
    if (a.coefficient != factor * b.coefficient || a.monomial != b.monomial) return std::nullopt;
  }
  return factor;
}

namespace {

/// The greatest number that divides all coefficients and leaves odd parts that are integers; negative if all of them
/// are.
double common_coefficient(const std::vector<Term>& terms) {
  double odd = odd_part(terms[0].coefficient);
  double power = std::abs(terms[0].coefficient) / odd;
  bool readable = true, equal = true, negative = true;
  for (const Term& term : terms) {
    const double own = odd_part(term.coefficient);
    odd = greatest_common_divisor(odd, own);
    power = std::min(power, std::abs(term.coefficient) / own);
    readable = readable && is_readable(own);
    equal = equal && std::abs(term.coefficient) == std::abs(terms[0].coefficient);
    negative = negative && term.coefficient < 0;
  }
  const double common = equal ? std::abs(terms[0].coefficient) : readable ? odd * power : 1;
  return negative ? -common : common;
}

Monomial common_monomial(const std::vector<Term>& terms) {
  Monomial common = terms[0].monomial;
  for (const Term& term : terms) {
    Monomial shared;
    for (const AtomPower& power : common)
      for (const AtomPower& other : term.monomial)
        if (power.atom == other.atom) shared.push_back({power.atom, std::min(power.exponent, other.exponent)});
    common = std::move(shared);
  }
  return common;
}

}  // namespace

Content content(const Polynomial& p) {
  Content result{common_coefficient(p.terms()), common_monomial(p.terms()), {}};
  std::vector<Term> terms;
  for (const Term& term : p.terms())
    terms.push_back({term.coefficient / result.coefficient, *quotient(term.monomial, result.monomial)});
  result.primitive = Polynomial(std::move(terms));
  return result;
}

}  // namespace chainrule
