// Products of matrices whose factors are shared or differ per example, as products of plain matrices.
#pragma once

#include <chainrule/engine/base/matrix_extents.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/execute/matrix_product.hpp>

#include <cstddef>
#include <span>

namespace chainrule::program {

/// The factors of a product along the last two axes. Elements of a factor that differs per example are runs of
/// `block_size` numbers.
class MatrixFactors {
 public:
  MatrixFactors(const Shape& a, bool a_per_example, const Shape& b, bool b_per_example, std::size_t block_size)
      : extents_(a, b), a_per_example_(a_per_example), b_per_example_(b_per_example), block_size_(block_size) {}

  const MatrixExtents& extents() const { return extents_; }
  /// Whether both factors differ per example, so that each example has a product of its own.
  bool are_per_example() const { return a_per_example_ && b_per_example_; }
  /// One factor, or none, differs per example: its runs of examples are columns of a plain product.
  /// Only some rectangles of the factor on the right may hold more than zeros.
  PlainProducts products(std::span<const Rectangle> without_zeros) const;
  /// The sum over the examples of products that differ per example; of a single matrix, some rectangles may be enough.
  PlainProducts sum_over_examples(std::span<const Rectangle> needed) const;

 private:
  PlainProducts products_from_left() const;
  std::size_t a_offset(std::size_t matrix) const {
    return extents_.first_of_a(matrix) * (a_per_example_ ? block_size_ : 1);
  }
  std::size_t b_offset(std::size_t matrix) const {
    return extents_.first_of_b(matrix) * (b_per_example_ ? block_size_ : 1);
  }

  MatrixExtents extents_;
  bool a_per_example_, b_per_example_;
  std::size_t block_size_;
};

}  // namespace chainrule::program
