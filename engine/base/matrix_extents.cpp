#include <chainrule/engine/base/matrix_extents.hpp>

namespace chainrule {

namespace {

std::size_t extent_from_back(const Shape& shape, std::size_t axis) {
  return static_cast<std::size_t>(shape[shape.rank() - axis]);
}

Shape batch_of(const Shape& shape) {
  return shape.rank() <= 2 ? Shape() : Shape(shape.extents().first(shape.rank() - 2));
}

}  // namespace

MatrixExtents::MatrixExtents(const Shape& a, const Shape& b)
    : a_batch(batch_of(a)),
      b_batch(batch_of(b)),
      batch(broadcast(a_batch, b_batch)),
      rows(a.rank() == 1 ? 1 : extent_from_back(a, 2)),
      inner(extent_from_back(a, 1)),
      columns(b.rank() == 1 ? 1 : extent_from_back(b, 1)) {}

}  // namespace chainrule
