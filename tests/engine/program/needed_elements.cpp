// What the pass needed-elements leaves: the parts of matrices that somebody reads.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("of a matrix of which a slice is read only whole tiles around the slice are needed") {
  Graph g;
  const Expr x = g.input("x", Shape{8}), y = g.input("y", Shape{16});
  const Expr products = sum_over_examples(matmul(reshape(x, Shape{8, 1}), reshape(y, Shape{1, 16})));
  const Expr corner = slice(slice(products, 0, 0, 4), 1, 0, 4);
  const std::string text = after("needed-elements", sum(corner), kManyExamples);
  CHECK_MESSAGE(has(text, ": 16 of 128 elements, in 1 rectangles\n"), text);
}

TEST_CASE("a matrix that is read whole has no rectangles") {
  Graph g;
  const Expr x = g.input("x", Shape{8, 1}), y = g.input("y", Shape{1, 16});
  CHECK(after("needed-elements", sum(sum_over_examples(matmul(x, y))), kManyExamples) == "all elements of all nodes\n");
}

}  // namespace
}  // namespace chainrule
