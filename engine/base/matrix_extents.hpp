// The extents of a product of matrices, and where its factors' numbers stand.
#pragma once

#include <chainrule/engine/base/shape.hpp>

#include <cstddef>

namespace chainrule {

/// A product along the last two axes, for each matrix of the axes before them, which broadcast. A vector on the left is
/// a row, one on the right a column.
struct MatrixExtents {
  MatrixExtents(const Shape& a, const Shape& b);

  std::size_t matrices() const { return batch.size(); }
  /// Which element of a, or of b, is the first of the factor of the product's matrix of that number.
  std::size_t first_of_a(std::size_t matrix) const { return broadcast_offset(matrix, a_batch, batch) * rows * inner; }
  std::size_t first_of_b(std::size_t matrix) const {
    return broadcast_offset(matrix, b_batch, batch) * inner * columns;
  }
  /// Calls visit(a, b) for each element of the product, in order: its terms are element a + k of the one times element
  /// b + k · columns of the other, for each k below `inner`.
  template <class Visit> void for_each_element(Visit visit) const {
    for (std::size_t matrix = 0; matrix < matrices(); ++matrix) {
      const std::size_t a = first_of_a(matrix), b = first_of_b(matrix);
      for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) visit(a + row * inner, b + column);
    }
  }

  Shape a_batch, b_batch, batch;
  std::size_t rows, inner, columns;
};

}  // namespace chainrule
