// The number carrier's own elementary functions, against the library's in extended precision.
#include "../samples.hpp"

#include <chainrule/ops/carriers/number.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace chainrule {
namespace {

using testing::Random;
using testing::same;

struct Function {
  std::string_view name;
  Number (*of)(Number);
  long double (*exact)(long double);
  double (*library)(double);
  double most_ulps;
  Interval domain;
};

const Function kFunctions[] = {
    {"exp", exp, std::exp, std::exp, 1.03, {-750, 710}},
    {"exp", exp, std::exp, std::exp, 1.03, {-1, 1}},
    {"expm1", expm1, std::expm1, std::expm1, 1.3, {-40, 710}},
    {"expm1", expm1, std::expm1, std::expm1, 1.3, {-2, 2}},
    {"log", log, std::log, std::log, 0.85, {0, 10}},
    {"log", log, std::log, std::log, 0.85, {0.5, 2}},
    {"log1p", log1p, std::log1p, std::log1p, 1.06, {-1, 10}},
    {"log1p", log1p, std::log1p, std::log1p, 1.06, {-0.5, 1}},
    {"sin", sin, std::sin, std::sin, 0.8, {-4, 4}},
    {"sin", sin, std::sin, std::sin, 0.8, {-1.2e6, 1.2e6}},
    {"cos", cos, std::cos, std::cos, 0.8, {-4, 4}},
    {"cos", cos, std::cos, std::cos, 0.8, {-1.2e6, 1.2e6}},
    {"tanh", tanh, std::tanh, std::tanh, 1.45, {-20, 20}},
    {"tanh", tanh, std::tanh, std::tanh, 1.45, {0.6, 0.7}},
};

double ulps(double is, long double exact) {
  const double nearest = std::fabs(static_cast<double>(exact));
  if (!std::isfinite(nearest)) return same(std::fabs(is), nearest) ? 0 : INFINITY;
  const long double unit = std::nextafter(nearest, static_cast<double>(INFINITY)) - nearest;
  return static_cast<double>(std::fabs(is - exact) / unit);
}

TEST_CASE("elementary functions are as near to the exact results as they say") {
  if (std::numeric_limits<long double>::digits < 64) return;  // there is nothing here to measure with
  Random random(1);
  for (const Function& function : kFunctions) {
    double worst = 0, farthest = 0;  // in ulp: from the exact result, and from the correctly rounded one
    for (int k = 0; k < 50'000; ++k) {
      const double x = random.between(function.domain.low, function.domain.high);
      worst = std::max(worst, ulps(function.of(x), function.exact(x)));
      farthest = std::max(farthest, ulps(function.of(x), static_cast<double>(function.exact(x))));
      const double tiny = std::ldexp(x, -static_cast<int>(random.below(1100)));
      worst = std::max(worst, ulps(function.of(tiny), function.exact(tiny)));
      farthest = std::max(farthest, ulps(function.of(tiny), static_cast<double>(function.exact(tiny))));
    }
    CHECK_MESSAGE(worst <= function.most_ulps, function.name);
    CHECK_MESSAGE(farthest <= 1, function.name);
  }
}

/// Where functions leave the ordinary: signs of zero, subnormals, overflow, underflow, poles, infinities, NaN.
const double kEdges[] = {0.0,
                         -0.0,
                         INFINITY,
                         -INFINITY,
                         NAN,
                         5e-324,
                         -5e-324,
                         1e-310,
                         -1e-310,
                         0x1p-1022,
                         -0x1p-1022,
                         1e-20,
                         -1e-20,
                         0x1p-54,
                         1,
                         -1,
                         -2,
                         -0x1.fffffffffffffp-1,
                         -37,
                         36,
                         699,
                         -701,
                         709.78271289338397,
                         709.78271289338409,
                         710,
                         711,
                         -708.3964185322641,
                         -720,
                         -745.13321910194111,
                         -745.13321910194122,
                         -746,
                         -800,
                         0x1p20,
                         1048577,
                         1e22,
                         1e300,
                         -1e300,
                         std::numeric_limits<double>::max()};

TEST_CASE(
    "at the edges elementary functions are the library's to the last place, and exactly where that is 0 or not "
    "finite") {
  for (const Function& function : kFunctions) {
    for (const double x : kEdges) {
      const double is = function.of(x), should = function.library(x);
      const bool is_exact = should == 0 || !std::isfinite(should);
      const bool is_right = same(is, should) || (!is_exact && ulps(is, should) <= function.most_ulps + 0.5);
      CHECK_MESSAGE(is_right, function.name << "(" << x << ") is " << is << ", should be " << should);
    }
  }
}

TEST_CASE("e^x underflows gradually: 1 / (1 + e^-z) of a large negative z is not 0 too early") {
  CHECK(exp(Number(-744.0)) > 0.0);
  CHECK(exp(Number(-720.0)) == doctest::Approx(2.0336e-313).epsilon(1e-4));
}

}  // namespace
}  // namespace chainrule
