#include "arrays.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace chainrule {
namespace {

using testing::Arrays;
using testing::numbers_of;
using Numbers = std::vector<double>;

TEST_CASE("slices are cut as Python cuts them") {
  Arrays make;
  const Array x = make.vector({0, 1, 2, 3, 4});
  CHECK(numbers_of(slice(x, 0, 1, -1)) == Numbers{1, 2, 3});
  CHECK(numbers_of(slice(x, 0, {}, {}, -1)) == Numbers{4, 3, 2, 1, 0});
  CHECK(numbers_of(slice(x, 0, 3, -6, -2)) == Numbers{3, 1});
  CHECK(numbers_of(slice(x, {}, -2)) == Numbers{3, 4});
  CHECK(numbers_of(slice(x, 0, 0, 100, 2)) == Numbers{0, 2, 4});
  CHECK(numbers_of(slice(x, 0, 3, 1)).empty());
  CHECK(numbers_of(slice(x, 0, INT64_MIN, INT64_MAX, INT64_MAX)) == Numbers{0});
  CHECK(numbers_of(slice(x, 0, INT64_MAX, INT64_MIN, INT64_MIN)) == Numbers{4});
}

TEST_CASE("several axes are cut at once") {
  Arrays make;
  const Array x = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(numbers_of(slice(x, {1, 0}, {0, 1}, {2, 2})) == Numbers{4, 5});
  CHECK(slice(x, {}, {0, 1}).shape() == Shape{2, 2});
}

TEST_CASE("a slice that makes no sense is an error") {
  Arrays make;
  const Array x = make.vector({0, 1, 2});
  CHECK_THROWS_WITH_AS(slice(x, 0, 0, 1, 0), "a step cannot be 0", ShapeError);
  CHECK_THROWS_WITH_AS(slice(x, 1, 0), "there is no axis 1 in rank 1", ShapeError);
  CHECK_THROWS_WITH_AS(slice(x, 0, {0, 1}), "axis, start, stop and step should be equally long lists", ShapeError);
  CHECK_THROWS_WITH_AS(slice(x, {}, {0, 1}), "2 cuts are more than there are axes", ShapeError);
}

TEST_CASE("pad_slice puts back what slice took") {
  Arrays make;
  CHECK(numbers_of(pad_slice(make.vector({7, 8}), Shape{5}, 3, -2)) == Numbers{0, 8, 0, 7, 0});
  CHECK_THROWS_WITH_AS(pad_slice(make.vector({7, 8}), Shape{5}, 3, 2),
                       "2 elements from 3 by steps of 2 do not fit along axis 0 of [5]", ShapeError);
  CHECK_THROWS_AS(pad_slice(make.vector({7, 8}), Shape{5}, INT64_MIN, 1), ShapeError);
  CHECK_THROWS_AS(pad_slice(make.vector({7, 8}), Shape{5}, 0, INT64_MIN), ShapeError);
  CHECK_THROWS_AS(pad_slice(make.vector({7, 8}), Shape{5, 5}, 0, 1), ShapeError);
}

TEST_CASE("concat joins along an axis what has the same shape otherwise") {
  Arrays make;
  const Array a = make(Shape{1, 2}, {1, 2}), b = make(Shape{2, 2}, {3, 4, 5, 6});
  CHECK(numbers_of(concat({a, b})) == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(concat({a, a}, 1).shape() == Shape{1, 4});
  CHECK_THROWS_WITH_AS(concat({a, b}, 1), "shapes [1, 2] and [2, 2] do not join along axis 1", ShapeError);
  CHECK_THROWS_AS(concat({a, make.vector({1, 2})}), ShapeError);
  CHECK_THROWS_AS(concat({make({}, {1})}), ShapeError);
}

TEST_CASE("gather takes elements by index, from the end if it is negative, and scatter_add adds them back") {
  Arrays make;
  const Array x = make(Shape{3, 2}, {1, 2, 3, 4, 5, 6});
  CHECK(numbers_of(gather(x, make.vector({2, 0, -1}))) == Numbers{5, 6, 1, 2, 5, 6});
  CHECK(numbers_of(gather(x, make({}, {1}), 1)) == Numbers{2, 4, 6});
  CHECK(numbers_of(scatter_add(make.vector({1, 2, 4}), make.vector({1, 1, -1}), 0, 3)) == Numbers{0, 3, 4});
}

TEST_CASE("an index that is not whole or not there is an error that names it") {
  Arrays make;
  const Array x = make.vector({1, 2, 3});
  CHECK_THROWS_WITH_AS(gather(x, make.vector({1.5})), "1.5 is no index: it is not a whole number", InputError);
  CHECK_THROWS_WITH_AS(gather(x, make.vector({3})), "3 is no index: they go from -3 to 2", InputError);
  CHECK_THROWS_AS(gather(x, make.vector({1e300})), InputError);
  CHECK_THROWS_AS(scatter_add(x, make.vector({0, 1}), 0, 3), ShapeError);
}

}  // namespace
}  // namespace chainrule
