#include <chainrule/engine/program/emit/matrix_factors.hpp>

namespace chainrule::program {

/// The left factor is shared: a plain product for each matrix.
PlainProducts MatrixFactors::products_from_left() const {
  const std::size_t columns = extents_.columns * (b_per_example_ ? block_size_ : 1);
  PlainProducts products;
  products.a_step = extents_.inner;
  products.b_step = products.c_step = columns;
  for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
    products.offsets.push_back({.a = a_offset(matrix),
                                .b = b_offset(matrix),
                                .c = matrix * extents_.rows * columns,
                                .rows = extents_.rows,
                                .inner = extents_.inner,
                                .columns = columns});
  return products;
}

PlainProducts MatrixFactors::products(std::span<const Rectangle> without_zeros) const {
  if (!a_per_example_) return products_from_left();
  // Each row of a, of inner × block_size numbers, is multiplied from the left by b transposed.
  const std::size_t rows = extents_.rows, inner = extents_.inner, columns = extents_.columns;
  PlainProducts products;
  products.is_swapped = products.a_transposed = true;
  products.a_step = columns;
  products.b_step = products.c_step = block_size_;
  products.guarded_rows = without_zeros.empty() ? 0 : extents_.matrices() * rows * inner;
  for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t a = b_offset(matrix), b = a_offset(matrix) + row * inner * block_size_;
      const std::size_t c = (matrix * rows + row) * columns * block_size_;
      products.offsets.push_back({.a = a, .b = b, .c = c, .rows = columns, .inner = inner, .columns = block_size_});
      for (const Rectangle& part : without_zeros)
        products.without_zeros.push_back({.a = a + part.row * columns + part.column,
                                          .b = b + part.row * block_size_,
                                          .c = c + part.column * block_size_,
                                          .rows = part.columns,
                                          .inner = part.rows,
                                          .columns = block_size_,
                                          .first_row = part.column});
    }
  return products;
}

PlainProducts MatrixFactors::sum_over_examples(std::span<const Rectangle> needed) const {
  const Rectangle whole{.row = 0, .rows = extents_.rows, .column = 0, .columns = extents_.columns};
  if (needed.empty()) needed = {&whole, 1};
  PlainProducts products;
  products.b_transposed = true;
  products.a_step = extents_.inner * block_size_;
  products.b_step = block_size_;
  products.c_step = extents_.columns;
  for (std::size_t matrix = 0; matrix < extents_.matrices(); ++matrix)
    for (std::size_t k = 0; k < extents_.inner; ++k)
      for (const Rectangle& part : needed)
        products.offsets.push_back({.a = a_offset(matrix) + (part.row * extents_.inner + k) * block_size_,
                                    .b = b_offset(matrix) + (k * extents_.columns + part.column) * block_size_,
                                    .c = (matrix * extents_.rows + part.row) * extents_.columns + part.column,
                                    .rows = part.rows,
                                    .columns = part.columns,
                                    .begins = k == 0});
  return products;
}

}  // namespace chainrule::program
