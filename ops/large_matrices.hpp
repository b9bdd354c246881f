// Products of large matrices, by OpenBLAS.
#pragma once

#include <chainrule/engine/program/kernels.hpp>

namespace chainrule {

/// Whether a call of OpenBLAS is worth its preparations.
template <class Real> bool is_large(const program::MatrixProduct<Real>& product) {
  return product.rows >= 24 && product.columns >= 24 && product.inner >= 16 &&
         product.rows * product.columns * product.inner >= 64 * 64 * 64;
}

/// On the calling thread alone, with the same bits every time.
void multiply_large(const program::MatrixProduct<double>& product);
void multiply_large(const program::MatrixProduct<float>& product);

}  // namespace chainrule
