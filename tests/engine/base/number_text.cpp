#include "../../support/bits.hpp"

#include <chainrule/engine/base/number_text.hpp>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <string>

using namespace chainrule;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool reads_back(double number) {
  const double back = std::strtod(number_text(number).c_str(), nullptr);
  return testing::same_bits(back, number);
}

}  // namespace

TEST_CASE("a number's text is the shortest one") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1) == "1");
  CHECK(number_text(-1.9048374180359595) == "-1.9048374180359595");
  CHECK(number_text(0) == "0");
  CHECK(number_text(-0.0) == "-0");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(5e-324) == "5e-324");
}

TEST_CASE("not a number never shows a sign") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(number_text(nan) == "nan");
  CHECK(number_text(std::copysign(nan, -1.0)) == "nan");
  CHECK(number_text(infinity) == "inf");
  CHECK(number_text(-infinity) == "-inf");
  CHECK(short_text(std::copysign(nan, -1.0)) == "nan");
  CHECK(short_text(-infinity) == "-inf");
}

TEST_CASE("a number's text reads back to the same bits") {
  std::mt19937_64 random(1);
  int failures = 0;
  for (int i = 0; i < 100000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (std::isfinite(number) && !reads_back(number)) ++failures;
  }
  CHECK(failures == 0);
  CHECK(reads_back(-0.0));
  CHECK(reads_back(std::numeric_limits<double>::max()));
  CHECK(reads_back(std::numeric_limits<double>::denorm_min()));
}

TEST_CASE("short text has six decimals as in the lecture, without trailing zeros") {
  CHECK(short_text(-1.9048374180359595) == "-1.904837");
  CHECK(short_text(0.249376040192892) == "0.249376");
  CHECK(short_text(0.52497918747894) == "0.524979");
  CHECK(short_text(1) == "1");
  CHECK(short_text(100) == "100");
  CHECK(short_text(0.1) == "0.1");
  CHECK(short_text(0) == "0");
  CHECK(short_text(9999999) == "9999999");
  CHECK(short_text(0.0001) == "0.0001");
  CHECK(short_text(2.0 / 3, 3) == "0.667");
}

TEST_CASE("short text of very small and very large numbers has an exponent") {
  CHECK(short_text(8.5e-17) == "8.5e-17");
  CHECK(short_text(-0.00001234567891) == "-1.234568e-05");
  CHECK(short_text(12345678) == "1.234568e+07");
  CHECK(short_text(1e7) == "1e+07");
  CHECK(short_text(0.0001, 3) == "0.0001");
  CHECK(short_text(5e-324) == "4.940656e-324");
}
