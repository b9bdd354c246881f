#include <chainrule/tools/train/standardise.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace chainrule;

namespace {

Scale scale_of_list(const std::vector<double>& numbers) { return scale_of(numbers); }

}  // namespace

TEST_CASE("the deviation is the population's") {
  const Scale scale = scale_of_list({1, 2, 3, 4});
  CHECK(scale.mean == 2.5);
  CHECK(scale.deviation == doctest::Approx(std::sqrt(1.25)).epsilon(1e-15));
  std::vector<double> column{1, 2, 3, 4};
  standardise(column, scale);
  CHECK(column[0] == doctest::Approx(-1.5 / std::sqrt(1.25)).epsilon(1e-15));
  CHECK(column[0] == -column[3]);
}

TEST_CASE("a constant column is centred and divided by nothing") {
  const Scale scale = scale_of_list({0.1, 0.1, 0.1});
  CHECK(scale.mean == 0.1);
  CHECK(scale.deviation == 0);
  CHECK(scale(0.1) == 0);
  CHECK(scale_of_list({7}).deviation == 0);
}

TEST_CASE("scales of very large and very small numbers neither overflow nor vanish") {
  const Scale large = scale_of_list({1e308, 1.5e308});
  CHECK(large.mean == doctest::Approx(1.25e308).epsilon(1e-15));
  CHECK(large.deviation == doctest::Approx(0.25e308).epsilon(1e-15));
  const Scale small = scale_of_list({1e-300, 3e-300});
  CHECK(small.mean == doctest::Approx(2e-300).epsilon(1e-15));
  CHECK(small.deviation == doctest::Approx(1e-300).epsilon(1e-15));
}
