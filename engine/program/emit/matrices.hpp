// Products of matrices whose factors are shared or differ per example, as products of plain matrices.
#pragma once

#include <chainrule/engine/base/matrix_extents.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/execute/executors.hpp>

#include <cstddef>

namespace chainrule::program {

/// The factors of a product along the last two axes; a vector on the left is a row, one on the right a column.
/// Elements of a factor that differs per example are rows of `lanes` numbers.
class MatrixFactors {
 public:
  MatrixFactors(const Shape& a, bool a_in_rows, const Shape& b, bool b_in_rows, std::size_t lanes)
      : extents_(a, b), a_in_rows_(a_in_rows), b_in_rows_(b_in_rows), lanes_(lanes) {}

  /// Whether both factors differ per example, so that each example has a product of its own.
  bool is_lanewise() const { return a_in_rows_ && b_in_rows_; }
  LanewiseDetail lanewise() const;
  /// One factor, or none, differs per example: its rows of examples are columns of a plain product.
  /// Of the factor on the right only some parts may hold more than zeros.
  MatrixDetail products(std::span<const Rectangle> parts) const;
  /// The sum over the examples of products that differ per example; of a single matrix, some parts may be enough.
  MatrixDetail sum_over_examples(std::span<const Rectangle> parts) const;

 private:
  std::size_t a_offset(std::size_t matrix) const { return extents_.first_of_a(matrix) * (a_in_rows_ ? lanes_ : 1); }
  std::size_t b_offset(std::size_t matrix) const { return extents_.first_of_b(matrix) * (b_in_rows_ ? lanes_ : 1); }

  MatrixExtents extents_;
  bool a_in_rows_, b_in_rows_;
  std::size_t lanes_;
};

}  // namespace chainrule::program
