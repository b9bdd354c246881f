// Where the numbers of a product of matrices stand.
#include <chainrule/engine/base/matrix_extents.hpp>

#include <doctest/doctest.h>
#include <utility>
#include <vector>

namespace chainrule {

namespace {

using Firsts = std::vector<std::pair<std::size_t, std::size_t>>;

Firsts firsts(const MatrixExtents& extents) {
  Firsts result;
  extents.for_each_element([&](std::size_t a, std::size_t b) { result.emplace_back(a, b); });
  return result;
}

}  // namespace

TEST_CASE("a vector on the left of a product is a row, one on the right a column") {
  const MatrixExtents both({3}, {3});
  CHECK((both.rows == 1 && both.inner == 3 && both.columns == 1));
  const MatrixExtents left({3}, {3, 2});
  CHECK((left.rows == 1 && left.inner == 3 && left.columns == 2));
  CHECK(firsts(left) == Firsts{{0, 0}, {0, 1}});
}

TEST_CASE("elements of a product begin at a row of the one factor and a column of the other") {
  CHECK(firsts(MatrixExtents({2, 3}, {3, 2})) == Firsts{{0, 0}, {0, 1}, {3, 0}, {3, 1}});
}

TEST_CASE("a factor without batch axes is the same for every matrix of the product") {
  const MatrixExtents extents({2, 1, 3}, {3, 1});
  CHECK(extents.matrices() == 2);
  CHECK(firsts(extents) == Firsts{{0, 0}, {3, 0}});
}

TEST_CASE("batch axes of the two factors broadcast") {
  const MatrixExtents extents({2, 1, 1, 3}, {2, 3, 1});
  CHECK(extents.matrices() == 4);
  CHECK(firsts(extents) == Firsts{{0, 0}, {0, 3}, {3, 0}, {3, 3}});
}

TEST_CASE("a product with an empty factor has no elements, or elements without terms") {
  CHECK(firsts(MatrixExtents({0, 3}, {3, 2})).empty());
  const MatrixExtents without_terms({1, 0}, {0, 1});
  CHECK(without_terms.inner == 0);
  CHECK(firsts(without_terms).size() == 1);
}

}  // namespace chainrule
