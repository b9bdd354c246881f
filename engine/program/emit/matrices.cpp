#include <chainrule/engine/program/emit/matrices.hpp>

namespace chainrule::program {

namespace {

std::size_t extent_from_back(const Shape& shape, std::size_t axis) {
  return static_cast<std::size_t>(shape[shape.rank() - axis]);
}

Shape batch_of(const Shape& shape) {
  return shape.rank() <= 2 ? Shape() : Shape(shape.extents().first(shape.rank() - 2));
}

}  // namespace

MatrixFactors::MatrixFactors(const Shape& a, bool a_in_rows, const Shape& b, bool b_in_rows, std::size_t lanes)
    : a_batch_(batch_of(a)),
      b_batch_(batch_of(b)),
      batch_(broadcast(a_batch_, b_batch_)),
      rows_(a.rank() == 1 ? 1 : extent_from_back(a, 2)),
      inner_(extent_from_back(a, 1)),
      columns_(b.rank() == 1 ? 1 : extent_from_back(b, 1)),
      a_in_rows_(a_in_rows),
      b_in_rows_(b_in_rows),
      lanes_(lanes) {}

std::size_t MatrixFactors::a_offset(std::size_t matrix) const {
  return broadcast_offset(matrix, a_batch_, batch_) * rows_ * inner_ * (a_in_rows_ ? lanes_ : 1);
}

std::size_t MatrixFactors::b_offset(std::size_t matrix) const {
  return broadcast_offset(matrix, b_batch_, batch_) * inner_ * columns_ * (b_in_rows_ ? lanes_ : 1);
}

LanewiseDetail MatrixFactors::lanewise() const {
  LanewiseDetail detail{.terms = inner_, .offsets = {}};
  for (std::size_t matrix = 0; matrix < batch_.size(); ++matrix)
    for (std::size_t row = 0; row < rows_; ++row)
      for (std::size_t column = 0; column < columns_; ++column)
        for (std::size_t k = 0; k < inner_; ++k)
          detail.offsets.push_back(
              {a_offset(matrix) + (row * inner_ + k) * lanes_, b_offset(matrix) + (k * columns_ + column) * lanes_});
  return detail;
}

MatrixDetail MatrixFactors::products(std::span<const Rectangle> parts) const {
  MatrixDetail detail;
  const std::size_t lanes = a_in_rows_ || b_in_rows_ ? lanes_ : 1;
  if (!a_in_rows_) {
    detail.a_step = inner_;
    detail.b_step = detail.c_step = columns_ * lanes;
    for (std::size_t matrix = 0; matrix < batch_.size(); ++matrix)
      detail.offsets.push_back({.a = a_offset(matrix),
                                .b = b_offset(matrix),
                                .c = matrix * rows_ * columns_ * lanes,
                                .rows = rows_,
                                .inner = inner_,
                                .columns = columns_ * lanes});
    return detail;
  }
  // Each row of a, of inner × lanes numbers, is multiplied from the left by b transposed.
  detail.swapped = detail.a_transposed = true;
  detail.a_step = columns_;
  detail.b_step = detail.c_step = lanes;
  detail.guarded_rows = parts.empty() ? 0 : batch_.size() * rows_ * inner_;
  for (std::size_t matrix = 0; matrix < batch_.size(); ++matrix)
    for (std::size_t row = 0; row < rows_; ++row) {
      const std::size_t a = b_offset(matrix), b = a_offset(matrix) + row * inner_ * lanes;
      const std::size_t c = (matrix * rows_ + row) * columns_ * lanes;
      detail.offsets.push_back({.a = a, .b = b, .c = c, .rows = columns_, .inner = inner_, .columns = lanes});
      for (const Rectangle& part : parts)
        detail.without_zeros.push_back({.a = a + part.row * columns_ + part.column,
                                        .b = b + part.row * lanes,
                                        .c = c + part.column * lanes,
                                        .rows = part.columns,
                                        .inner = part.rows,
                                        .columns = lanes,
                                        .first_row = part.column});
    }
  return detail;
}

MatrixDetail MatrixFactors::sum_over_examples(std::span<const Rectangle> parts) const {
  const Rectangle whole{.row = 0, .rows = rows_, .column = 0, .columns = columns_};
  if (parts.empty()) parts = {&whole, 1};
  MatrixDetail detail;
  detail.over_examples = detail.b_transposed = true;
  detail.a_step = inner_ * lanes_;
  detail.b_step = lanes_;
  detail.c_step = columns_;
  for (std::size_t matrix = 0; matrix < batch_.size(); ++matrix)
    for (std::size_t k = 0; k < inner_; ++k)
      for (const Rectangle& part : parts)
        detail.offsets.push_back({.a = a_offset(matrix) + (part.row * inner_ + k) * lanes_,
                                  .b = b_offset(matrix) + (k * columns_ + part.column) * lanes_,
                                  .c = (matrix * rows_ + part.row) * columns_ + part.column,
                                  .rows = part.rows,
                                  .columns = part.columns,
                                  .begins = k == 0});
  return detail;
}

}  // namespace chainrule::program
