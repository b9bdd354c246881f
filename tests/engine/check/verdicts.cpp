// What the check says where differences are hard, and that it says no right gradient is wrong.
#include "../../support/random_graph.hpp"

#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace chainrule;
using chainrule::testing::Kind;
using chainrule::testing::RandomGraph;

namespace {

GradientCheck checked(double at, Expr (*loss)(const Expr& x)) {
  Graph graph;
  const Expr x = graph.parameter("x", at), y = loss(x);
  Sweep sweep(graph);
  sweep.forward();
  return check_gradients(sweep, y, std::span(&x, 1))[0];
}

Expr expanded_power(const Expr& x) {
  return pow(x, 7) - 7 * pow(x, 6) + 21 * pow(x, 5) - 35 * pow(x, 4) + 35 * pow(x, 3) - 21 * square(x) + 7 * x - 1;
}

/// The failures of all leaves' checks.
std::size_t failures(RandomGraph& random) {
  std::size_t count = 0;
  random.sweep().forward();
  for (const GradientCheck& check : check_gradients(random.sweep(), random.loss(), random.leaves()))
    if (check.verdict == Verdict::fails) {
      ++count;
      MESSAGE("gradient ", check.analytic, ", sweep ", check.sweep, ", forward ", check.forward, ", differences ",
              check.numeric);
    }
  return count;
}

/// Every leaf gets that number, with a little added so that not all are equal where `spread` is given.
void set_all(RandomGraph& random, double number, double spread) {
  for (const Expr& leaf : random.leaves()) {
    std::vector<double> numbers = random.numbers(leaf.shape().size());
    for (double& each : numbers) each = number + spread * each;
    random.sweep().set(leaf, numbers);
  }
}

}  // namespace

TEST_CASE("right gradients pass where a fixed step would fail them") {
  CHECK(checked(1e-6, [](const Expr& x) { return 1 - cos(x); }).verdict == Verdict::ok);
  CHECK(checked(1e-6, [](const Expr& x) { return sqrt(square(x) + 1) - 1; }).verdict == Verdict::ok);
  CHECK(checked(1, [](const Expr& x) { return sin(1e7 * x); }).verdict == Verdict::ok);
  CHECK(checked(1e-8, [](const Expr& x) { return 1 / x; }).verdict == Verdict::ok);
  CHECK(checked(1.5707963, [](const Expr& x) { return tan(x); }).verdict == Verdict::ok);
  CHECK(checked(1, [](const Expr& x) {
          return amax(concat({reshape(x, Integers{1}), x.graph()->constant(Shape{1}, std::vector{1.00000001})}, 0));
        }).verdict == Verdict::ok);
}

TEST_CASE("a gradient of rounding alone, and a loss that rounding hides, are inconclusive") {
  CHECK(checked(1.001, expanded_power).verdict == Verdict::inconclusive);
  const GradientCheck hidden = checked(1, [](const Expr& x) { return x + 1e16; });
  CHECK(hidden.verdict == Verdict::inconclusive);
  CHECK(hidden.doubt == Doubt::imprecise);
}

TEST_CASE("a kink that a structural op does not declare, an ulp away, is not called a wrong gradient") {
  const GradientCheck found = checked(1, [](const Expr& x) {
    return amax(concat({reshape(x, Integers{1}), x.graph()->constant(Shape{1}, std::vector{1 + 0x1p-51})}, 0));
  });
  CHECK(found.verdict == Verdict::inconclusive);
}

TEST_CASE("an oscillation too small to be seen in the values is not called a wrong gradient") {
  CHECK(checked(1, [](const Expr& x) { return 1 + 1e-17 * sin(1e7 * x); }).verdict == Verdict::inconclusive);
}

TEST_CASE("random graphs do not fail, at random, at saturated and at special points") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    RandomGraph random(seed, seed % 2 == 0 ? Kind::scalars : Kind::tensors);
    CHECK(failures(random) == 0);
    for (const double saturated : {40.0, -40.0}) {
      set_all(random, saturated, 1);
      CHECK(failures(random) == 0);
    }
    for (const double special : {0.0, 1.0, -1.0}) {
      set_all(random, special, 0);
      CHECK(failures(random) == 0);
    }
  }
}
