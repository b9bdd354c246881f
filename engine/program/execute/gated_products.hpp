// Products of matrices whose one factor is a gate: a term with a 0 of it is 0, whatever the other factor is.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace chainrule::program {

/// The factors of one element of a product.
template <class Real> struct Terms {
  const Real *a, *b;
  std::size_t a_step, b_step;

  Terms(const MatrixCall<Real>& product, std::size_t row, std::size_t column)
      : a(product.a + row * (product.a_transposed ? 1 : product.a_step)),
        b(product.b + column * (product.b_transposed ? product.b_step : 1)),
        a_step(product.a_transposed ? product.a_step : 1),
        b_step(product.b_transposed ? 1 : product.b_step) {}

  /// Their sum without the terms with a 0 of the gate.
  Real open_sum(std::size_t count, bool is_gate_a) const {
    Real sum = 0;
    for (std::size_t k = 0; k < count; ++k)
      if ((is_gate_a ? a[k * a_step] : b[k * b_step]) != 0) sum += a[k * a_step] * b[k * b_step];
    return sum;
  }
};

/// Calls visit(row, column, element of c).
template <class Real, class Visit> void for_each_element(const MatrixCall<Real>& product, Visit visit) {
  for (std::size_t row = 0; row < product.rows; ++row)
    for (std::size_t column = 0; column < product.columns; ++column)
      visit(row, column, product.c[row * product.c_step + column]);
}

/// Numbers row by row, `step` of them from one row to the next.
template <class Real> struct Rectangular {
  const Real* data;
  std::size_t rows, columns, step;

  /// Where the sum of a row overflows, the answer is no.
  bool is_finite(AddUp<Real> add_up) const {
    alignas(64) std::array<Real, kPerLine<Real>> parts{};
    for (std::size_t row = 0; row < rows; ++row) {
      const StridedOf<Real> factors[] = {{data + row * step, 1}, {nullptr, 0}};
      Real* const of_sum = parts.data();
      add_up(factors, &of_sum, 1, columns);
    }
    return std::ranges::all_of(parts, [](Real part) { return part - part == 0; });
  }
};

/// The factor that is no gate.
template <class Real> Rectangular<Real> other_factor(const MatrixCall<Real>& product, bool is_gate_a) {
  const bool is_transposed = is_gate_a ? product.b_transposed : product.a_transposed;
  const std::size_t own = is_gate_a ? product.columns : product.rows;
  const bool has_own_rows = is_gate_a == is_transposed;
  return {.data = is_gate_a ? product.b : product.a,
          .rows = has_own_rows ? own : product.inner,
          .columns = has_own_rows ? product.inner : own,
          .step = is_gate_a ? product.b_step : product.a_step};
}

/// Forms what came out as NaN once more.
template <class Real> void reform(const MatrixCall<Real>& product, bool is_gate_a) {
  for_each_element(product, [&](std::size_t row, std::size_t column, Real& element) {
    if (element == element) return;
    element = Terms<Real>(product, row, column).open_sum(product.inner, is_gate_a);
    if (product.row_offsets == nullptr) return;
    element = product.subtracts_offsets ? element - product.row_offsets[row] : element + product.row_offsets[row];
  });
}

/// The product as ever, and what comes out as NaN once more without the terms with a 0 of the gate. A sum that is added
/// to would stay NaN: before, the other factor is looked at, which no such term is NaN of if it is finite.
template <class Real, class Product>
void multiply_gated(const MatrixCall<Real>& product, Product multiply, bool is_gate_a, AddUp<Real> add_up) {
  if (product.adds && !other_factor(product, is_gate_a).is_finite(add_up)) {
    for_each_element(product, [&](std::size_t row, std::size_t column, Real& element) {
      element += Terms<Real>(product, row, column).open_sum(product.inner, is_gate_a);
    });
    return;
  }
  multiply(product);
  const Rectangular<Real> result{product.c, product.rows, product.columns, product.c_step};
  if (!product.adds && !result.is_finite(add_up)) reform(product, is_gate_a);
}

}  // namespace chainrule::program
