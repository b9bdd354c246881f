// A product of matrices as plain data, and what another library's products are handed over as.
#pragma once

#include <cstddef>
#include <type_traits>

namespace chainrule {

namespace program {

/// c = a·b, or c += a·b where `adds` holds, or c = a·b ± one number of each row, where there is an offset; all row by
/// row, `step` numbers from one row to the next. A transposed operand is stored as columns by rows.
template <class Real> struct MatrixCall {
  const Real* a = nullptr;
  const Real* b = nullptr;
  Real* c = nullptr;
  const Real* row_offsets = nullptr;
  std::size_t a_step = 0, b_step = 0, c_step = 0;
  std::size_t rows = 0, inner = 0, columns = 0;
  bool a_transposed = false, b_transposed = false, adds = false;
  bool subtracts_offsets = false;
};

/// Whether the factors outgrow the caches, so that a library's order of work pays. Below that our own vectors are
/// faster than OpenBLAS: measured 1.5 to 1.9 times on 784 · 128 · 64.
template <class Real> bool is_large(const MatrixCall<Real>& product) {
  return product.rows >= 32 && product.columns >= 32 &&
         product.rows * product.columns * product.inner >= 256 * 256 * 256;
}

/// Whether it formed the product; if not, our own kernels do.
template <class Real> using MultiplyLarge = bool (*)(const MatrixCall<Real>& product);

}  // namespace program

/// Who forms products of large matrices. Where it is null, our own kernels do; either has the same bits in every run,
/// but one not those of the other.
struct Matrices {
  program::MultiplyLarge<double> of_doubles = nullptr;
  program::MultiplyLarge<float> of_floats = nullptr;

  template <class Real> program::MultiplyLarge<Real> of() const {
    if constexpr (std::is_same_v<Real, double>)
      return of_doubles;
    else
      return of_floats;
  }
};

}  // namespace chainrule
