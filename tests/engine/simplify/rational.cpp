#include <chainrule/engine/simplify/rational.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

namespace {

struct Functions {
  RationalField field;
  Rational x = field.atom(0), y = field.atom(1), one = field.number(1);
  Rational minus(const Rational& a, const Rational& b) { return field.add(a, negated(b)); }
};

}  // namespace

TEST_CASE("equal rational functions have the difference 0") {
  Functions f;
  const Rational left = f.field.divide(f.one, f.minus(f.x, f.y));
  const Rational right =
      f.field.divide(f.field.add(f.x, f.y), f.minus(f.field.multiply(f.x, f.x), f.field.multiply(f.y, f.y)));
  CHECK(f.minus(left, right).is_zero());
}

TEST_CASE("factors of a denominator cancel, whatever their sign and scale") {
  Functions f;
  const Rational difference = f.minus(f.x, f.y);
  Rational cancelled;
  const Rational turned = f.field.multiply(f.field.number(-3), f.minus(f.y, f.x));
  CHECK(f.field.divide(turned, difference, &cancelled) == f.field.number(3));
  CHECK(cancelled == difference);
}

TEST_CASE("thirds stay thirds and halves become doubles") {
  Functions f;
  const Rational third = f.field.divide(f.x, f.field.number(3)), sixth = f.field.divide(f.x, f.field.number(6));
  CHECK(third.coefficient == Fraction{1, 3});
  CHECK(sixth.coefficient == Fraction{0.5, 3});
  CHECK(f.field.add(third, sixth) == f.field.multiply(f.field.number(0.5), f.x));
  CHECK(f.field.divide(f.x, f.field.number(0.1)).coefficient == Fraction{10, 1});
}

TEST_CASE("what is divided by 0, overflows or grows too large is unknown, and so is what follows") {
  Functions f;
  const Rational by_zero = f.field.divide(f.x, f.minus(f.y, f.y));
  CHECK(!by_zero.known);
  CHECK(!f.field.add(by_zero, f.one).known);
  CHECK(!f.field.multiply(f.field.number(1e300), f.field.number(1e300)).known);
  Rational power = f.x;
  for (int i = 0; i < 60; ++i) power = f.field.multiply(power, power);
  CHECK(!power.known);
  Rational sum = f.x;
  for (Atom atom = 1; atom < 100; ++atom) sum = f.field.add(sum, f.field.atom(atom));
  CHECK(!sum.known);
}
