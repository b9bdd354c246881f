#include "arrays.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

using testing::Arrays;
using testing::numbers_of;

TEST_CASE("one extent of a reshape may be left open") {
  Arrays make;
  const Array x = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(reshape(x, {3, -1}).shape() == Shape{3, 2});
  CHECK(reshape(x, {-1}).shape() == Shape{6});
  CHECK(reshape(make(Shape{1, 1}, {7}), {}).shape() == Shape{});
  CHECK(reshape(make(Shape{0, 3}, {}), {3, -1}).shape() == Shape{3, 0});
}

TEST_CASE("a reshape that does not fit is an error") {
  Arrays make;
  const Array x = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK_THROWS_WITH_AS(reshape(x, {4, 2}), "[2, 3] has 6 elements, which do not fill the shape [4, 2]", ShapeError);
  CHECK_THROWS_WITH_AS(reshape(x, {4, -1}), "[2, 3] has 6 elements, which do not fill the shape [4, -1]", ShapeError);
  CHECK_THROWS_AS(reshape(x, {-1, -1}), ShapeError);
  CHECK_THROWS_AS(reshape(x, {-2, -3}), ShapeError);
  CHECK_THROWS_AS(reshape(make(Shape{0}, {}), {0, -1}), ShapeError);
}

TEST_CASE("transpose reverses the axes, or puts them in the order that it is given") {
  Arrays make;
  const Array x = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(numbers_of(transpose(x)) == std::vector{1.0, 4.0, 2.0, 5.0, 3.0, 6.0});
  CHECK(numbers_of(transpose(x, {0, 1})) == numbers_of(x));
  CHECK(transpose(x, {-1, 0}).shape() == Shape{3, 2});
  CHECK_THROWS_WITH_AS(transpose(x, {0}), "perm names 1 axes of 2", ShapeError);
  CHECK_THROWS_WITH_AS(transpose(x, {0, 0}), "axis 0 is named twice", ShapeError);
}

}  // namespace
}  // namespace chainrule
