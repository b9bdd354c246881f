#include "arrays.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

using testing::Arrays;
using testing::numbers_of;

/// The vjp of a cotangent of ones.
template <class Op> std::vector<double> cotangent_of(const Array& x) {
  const Array out = apply_standard<Op>(x);
  const std::vector<double> ones(out.values().size(), 1);
  return numbers_of(Op::vjp(0, Array(*x.arena, out.shape(), ones.data()), std::span(&x, 1), out, Attributes()));
}

TEST_CASE("the largest of k that tie share the cotangent, 1/k each") {
  Arrays make;
  CHECK(cotangent_of<Amax>(make.vector({3, 1, 3, 3})) == std::vector{1.0 / 3, 0.0, 1.0 / 3, 1.0 / 3});
  CHECK(cotangent_of<Amin>(make.vector({3, 1, 1})) == std::vector{0.0, 0.5, 0.5});
}

TEST_CASE("a NaN is the extreme of any group that it is in, and no share is finite there") {
  Arrays make;
  CHECK(std::isnan(amax(make.vector({3, NAN, 5})).values()[0]));
  CHECK(std::isnan(amin(make.vector({NAN, 5})).values()[0]));
  for (const double share : cotangent_of<Amax>(make.vector({3, NAN, 5}))) CHECK(std::isnan(share));
}

TEST_CASE("sums and means of no elements are 0 and NaN, extremes of none are an error") {
  Arrays make;
  const Array none = make(Shape{0, 2}, {});
  CHECK(sum(none).values()[0] == 0);
  CHECK(numbers_of(sum(none, 0)) == std::vector{0.0, 0.0});
  CHECK(std::isnan(mean(none).values()[0]));
  CHECK_THROWS_WITH_AS(amax(none), "there is no extreme of no elements", ShapeError);
  CHECK(amax(none, 1).values().empty());
}

TEST_CASE("axes are counted from either end, and each is named once") {
  Arrays make;
  const Array x = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(numbers_of(sum(x, -1)) == std::vector{6.0, 15.0});
  CHECK(numbers_of(sum(x, {0, 1})) == std::vector{21.0});
  CHECK(sum(x, 1, true).shape() == Shape{2, 1});
  CHECK_THROWS_WITH_AS(sum(x, {1, -1}), "axis -1 is named twice", ShapeError);
  CHECK_THROWS_WITH_AS(sum(x, 2), "there is no axis 2 in rank 2", ShapeError);
}

TEST_CASE("a sum's error does not grow with the number of terms") {
  PairwiseSum sum;
  for (int i = 0; i < 1'000'000; ++i) sum.add(0.1);
  CHECK(std::fabs(sum.total() - 100'000) < 1e-10);  // added one by one it would be 1e-6
}

TEST_CASE("summing down to a shape keeps the sign of zeros") {
  Arrays make;
  CHECK(std::signbit(sum_to(make(Shape{1, 1}, {-0.0}), Shape{1}).values()[0]));
  CHECK_FALSE(std::signbit(sum_to(make(Shape{0, 1}, {}), Shape{1}).values()[0]));
}

}  // namespace
}  // namespace chainrule
