#include <chainrule/engine/check/differences.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace chainrule;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The slope of a function whose value is good to an ulp of `size`, or of itself.
template <class Function> Slope slope_at(double at, Function function, double size = 0) {
  return slopes(std::span(&at, 1), [&](double by, std::span<Measured> values) {
    const double value = function(at + by);
    values[0] = {value, 0x1p-51 * std::max(std::abs(value), size)};
    return true;
  })[0];
}

template <class Function> void finds(double at, double derivative, Function function, double size = 0) {
  const Slope slope = slope_at(at, function, size);
  CAPTURE(at);
  CAPTURE(slope.value);
  CAPTURE(slope.uncertainty);
  CHECK(std::abs(slope.value - derivative) <= slope.uncertainty);
  CHECK(agreement(derivative, slope) == Agreement::agrees);
  if (derivative != 0) CHECK(agreement(derivative * (1 + 1e-3), slope) == Agreement::differs);
}

}  // namespace

TEST_CASE("slopes of smooth functions are found, and numbers off by a thousandth refused") {
  finds(0.3, std::exp(0.3), [](double x) { return std::exp(x); });
  finds(1e6, std::cos(1e6), [](double x) { return std::sin(x); });
  finds(-20.1, 1 / (1 + std::exp(20.1)), [](double x) { return std::log1p(std::exp(x)); });
  finds(0, 0, [](double x) { return std::cos(x); });
  finds(
      1, 1e7 * std::cos(1e7), [](double x) { return std::sin(1e7 * x); }, 1e7);
}

TEST_CASE("steps fit the scale of the function, beside a pole, an edge or far from 0") {
  for (const double at : {1e-3, 1e-8, 1e-13, 1e-100}) finds(at, -1 / (at * at), [](double x) { return 1 / x; });
  finds(
      1e-3, 1e3, [](double x) { return std::log(x); }, 1e-16);
  const double tangent = std::tan(1.5707963);
  finds(1.5707963, 1 + tangent * tangent, [](double x) { return std::tan(x); });
}

TEST_CASE("large steps see past the rounding of a difference") {
  finds(
      1e-6, std::sin(1e-6), [](double x) { return 1 - std::cos(x); }, 1);
  finds(
      1e-6, 1e-6, [](double x) { return std::sqrt(x * x + 1) - 1; }, 1);
}

TEST_CASE("a kink beside the point is seen though larger steps agree with each other") {
  finds(1, 0, [](double x) { return std::max(x, 1 + 1e-8); });
  finds(1, 0, [](double x) { return std::max(x, 1 + 1e-12); });
  finds(1e-4, 1, [](double x) { return std::abs(x); });
}

TEST_CASE("at a kink, a jump and an infinite slope nothing is claimed") {
  for (const double derivative : {0.0, 1.0, -1.0, 7.0}) {
    CHECK(agreement(derivative, slope_at(0, [](double x) { return std::abs(x); })) == Agreement::unclear);
    CHECK(agreement(derivative, slope_at(1, [](double x) { return std::floor(x); })) == Agreement::unclear);
    CHECK(agreement(derivative, slope_at(0, [](double x) { return std::cbrt(x); })) == Agreement::unclear);
    CHECK(agreement(derivative, slope_at(0, [](double x) { return x == 0 ? 0 : x * std::log(std::abs(x)); })) ==
          Agreement::unclear);
  }
}

TEST_CASE("where rounding hides the slope nothing is claimed") {
  const Slope slope = slope_at(1, [](double x) { return x + 1e16; });
  CHECK(agreement(1, slope) == Agreement::unclear);
  CHECK(agreement(18.67, slope) == Agreement::unclear);
}

TEST_CASE("where the function is not defined nothing is claimed, and NaN is no derivative of one that is") {
  CHECK(agreement(-1, slope_at(-1, [](double x) { return std::log(x); })) == Agreement::unclear);
  CHECK(agreement(0.5, slope_at(0, [](double x) { return std::sqrt(x); })) == Agreement::unclear);
  const Slope slope = slope_at(1, [](double x) { return x; });
  CHECK(agreement(std::numeric_limits<double>::quiet_NaN(), slope) == Agreement::differs);
  CHECK(agreement(kInfinity, slope) == Agreement::differs);
}

TEST_CASE("a constant has the derivative 0 and no other") {
  const Slope slope = slope_at(2, [](double) { return 5.0; });
  CHECK(agreement(0, slope) == Agreement::agrees);
  CHECK(agreement(1e-3, slope) == Agreement::differs);
}

TEST_CASE("errors are relative to the larger number, or to the uncertainty if that is larger") {
  CHECK(relative_error(2, {.value = 2, .uncertainty = 1}) == 0);
  CHECK(relative_error(2, {.value = 1, .uncertainty = 0.5}) == 0.5);
  CHECK(relative_error(0, {.value = 1e-17, .uncertainty = 1e-15}) == doctest::Approx(0.01));
}
