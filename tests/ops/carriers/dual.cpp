#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

TEST_CASE("dual numbers carry the derivative through a formula") {
  const Dual x(0.5, 1);
  const Dual y = x * sin(x) + 2 / x - pow(x, 3);
  CHECK(y.value == doctest::Approx(0.5 * std::sin(0.5) + 4 - 0.125));
  CHECK(y.tangent == doctest::Approx(std::sin(0.5) + 0.5 * std::cos(0.5) - 8 - 0.75));
}

TEST_CASE("an operand whose tangent is 0 contributes nothing, whatever its partial is") {
  CHECK(sqrt(Dual(0)).tangent == 0);
  CHECK(pow(Dual(-2, 1), Dual(3)).tangent == 12);
  CHECK(std::isinf(sqrt(Dual(0, 1)).tangent));
}

TEST_CASE("comparisons and choices look at the values") {
  const Dual a(1, 5), b(2, 7);
  CHECK(a < b);
  CHECK(a == Dual(1));
  CHECK(select(a < b, a, b).tangent == 5);
  CHECK(where(a, b, a).tangent == 7);
  CHECK(max(a, b).tangent == 7);
  CHECK(stop_gradient(a).tangent == 0);
}

}  // namespace
}  // namespace chainrule
