#include <chainrule/engine/simplify/polynomial.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

namespace {

const Polynomial x = Polynomial::atom(0), y = Polynomial::atom(1), one = Polynomial::number(1);

Polynomial times(double number, const Polynomial& p) { return Polynomial::number(number) * p; }

}  // namespace

TEST_CASE("terms stand by degree, then by the earlier atom, and like terms are one") {
  const Polynomial p = one + y * y + x * y + x + x;
  REQUIRE(p.terms().size() == 4);
  CHECK(p.terms()[0].monomial == Monomial{{0, 1}, {1, 1}});
  CHECK(p.terms()[1].monomial == Monomial{{1, 2}});
  CHECK(p.terms()[2].coefficient == 2);
  CHECK(p.terms()[3].monomial.empty());
  CHECK((p + times(-1, p)).is_zero());
}

TEST_CASE("a polynomial is divided only where nothing remains") {
  const Polynomial sum = x + y, difference = x + times(-1, y);
  const auto quotient = divide_exactly(x * x + times(-1, y * y), sum);
  REQUIRE(quotient);
  CHECK((*quotient + times(-1, difference)).is_zero());
  CHECK(!divide_exactly(x * x + y * y, sum));
  CHECK(!divide_exactly(x, sum));
  CHECK(divide_exactly(Polynomial(), sum)->is_zero());
}

TEST_CASE("content takes out what all terms share, and no more") {
  const Content shared = content(times(-6, x * x * y) + times(-4, x * y));
  CHECK(shared.coefficient == -2);
  CHECK(shared.monomial == Monomial{{0, 1}, {1, 1}});
  CHECK(ratio(shared.primitive, times(3, x) + times(2, one)) == 1);
  CHECK(content(times(0.1, x) + times(0.3, y)).coefficient == 1);
  CHECK(content(times(0.1, x) + times(-0.1, y)).coefficient == 0.1);
}

TEST_CASE("too many terms or too high a degree make a polynomial unknown") {
  Polynomial sum, power = x;
  for (Atom atom = 0; atom <= Polynomial::kMostTerms; ++atom) sum = sum + Polynomial::atom(atom);
  for (int i = 0; i < 7; ++i) power = power * power;
  CHECK(!sum.is_known());
  CHECK(!power.is_known());
  CHECK(!(power + one).is_known());
}
