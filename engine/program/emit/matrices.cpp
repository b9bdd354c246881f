#include <chainrule/engine/program/emit/matrices.hpp>

namespace chainrule::program {

LanewiseDetail MatrixFactors::lanewise() const {
  LanewiseDetail detail{.terms = extents_.inner, .offsets = {}};
  extents_.for_each_element([&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < extents_.inner; ++k)
      detail.offsets.push_back({(a + k) * lanes_, (b + k * extents_.columns) * lanes_});
  });
  return detail;
}

MatrixDetail MatrixFactors::products(std::span<const Rectangle> parts) const {
  MatrixDetail detail;
  const std::size_t lanes = a_in_rows_ || b_in_rows_ ? lanes_ : 1;
  if (!a_in_rows_) {
    detail.a_step = extents_.inner;
    detail.b_step = detail.c_step = extents_.columns * lanes;
    for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
      detail.offsets.push_back({.a = a_offset(matrix),
                                .b = b_offset(matrix),
                                .c = matrix * extents_.rows * extents_.columns * lanes,
                                .rows = extents_.rows,
                                .inner = extents_.inner,
                                .columns = extents_.columns * lanes});
    return detail;
  }
  // Each row of a, of inner × lanes numbers, is multiplied from the left by b transposed.
  detail.swapped = detail.a_transposed = true;
  detail.a_step = extents_.columns;
  detail.b_step = detail.c_step = lanes;
  detail.guarded_rows = parts.empty() ? 0 : extents_.matrices() * extents_.rows * extents_.inner;
  for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
    for (std::size_t row = 0; row < extents_.rows; ++row) {
      const std::size_t a = b_offset(matrix), b = a_offset(matrix) + row * extents_.inner * lanes;
      const std::size_t c = (matrix * extents_.rows + row) * extents_.columns * lanes;
      detail.offsets.push_back(
          {.a = a, .b = b, .c = c, .rows = extents_.columns, .inner = extents_.inner, .columns = lanes});
      for (const Rectangle& part : parts)
        detail.without_zeros.push_back({.a = a + part.row * extents_.columns + part.column,
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
  const Rectangle whole{.row = 0, .rows = extents_.rows, .column = 0, .columns = extents_.columns};
  if (parts.empty()) parts = {&whole, 1};
  MatrixDetail detail;
  detail.over_examples = detail.b_transposed = true;
  detail.a_step = extents_.inner * lanes_;
  detail.b_step = lanes_;
  detail.c_step = extents_.columns;
  for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
    for (std::size_t k = 0; k < extents_.inner; ++k)
      for (const Rectangle& part : parts)
        detail.offsets.push_back({.a = a_offset(matrix) + (part.row * extents_.inner + k) * lanes_,
                                  .b = b_offset(matrix) + (k * extents_.columns + part.column) * lanes_,
                                  .c = (matrix * extents_.rows + part.row) * extents_.columns + part.column,
                                  .rows = part.rows,
                                  .columns = part.columns,
                                  .begins = k == 0});
  return detail;
}

}  // namespace chainrule::program
