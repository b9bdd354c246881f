#include "arrays.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

using testing::Arrays;
using testing::numbers_of;

TEST_CASE("matmul errors name both shapes and what does not meet") {
  Arrays make;
  const Array a = make(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK_THROWS_WITH_AS(matmul(a, a), "3 columns of [2, 3] meet 2 rows of [2, 3]", ShapeError);
  CHECK_THROWS_WITH_AS(matmul(a, make({}, {2})), "a scalar is no matrix: multiply by *", ShapeError);
  CHECK_THROWS_AS(matmul(make(Shape{2, 1, 1}, {1, 2}), make(Shape{3, 1, 1}, {1, 2, 3})), ShapeError);
  CHECK_THROWS_WITH_AS(dot(a, a), "[2, 3] and [2, 3] are not two vectors of one length", ShapeError);
}

TEST_CASE("on a graph the error names the op, the nodes and the shapes") {
  Graph graph;
  const Expr a = graph.parameter("a", Shape{2, 3}), b = graph.parameter("b", Shape{2});
  CHECK_THROWS_WITH_AS(matmul(a, b), "matmul(a [2, 3], b [2]): 3 columns of [2, 3] meet 2 rows of [2]", ShapeError);
}

TEST_CASE("products of empty matrices are zeros") {
  Arrays make;
  CHECK(numbers_of(matmul(make(Shape{2, 0}, {}), make(Shape{0, 1}, {}))) == std::vector{0.0, 0.0});
  CHECK(dot(make(Shape{0}, {}), make(Shape{0}, {})).values()[0] == 0);
}

TEST_CASE("0 · inf is NaN in a product, as IEEE has it") {
  Arrays make;
  CHECK(std::isnan(dot(make.vector({0, 1}), make.vector({INFINITY, 1})).values()[0]));
  CHECK(std::isnan(matmul(make(Shape{1, 2}, {0, 1}), make(Shape{2, 1}, {INFINITY, 1})).values()[0]));
}

}  // namespace
}  // namespace chainrule
