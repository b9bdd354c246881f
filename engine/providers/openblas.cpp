#include <chainrule/engine/base/shared_library.hpp>
#include <chainrule/engine/providers/openblas.hpp>

#include <cblas.h>

namespace chainrule {

namespace {

using program::MatrixCall;

struct Functions {
  decltype(&cblas_dgemm) dgemm = nullptr;
  decltype(&cblas_sgemm) sgemm = nullptr;
};

/// The serial library at the place where CMake found it; elsewhere the name could mean one with threads of its own.
Functions loaded() {
  const SharedLibrary library({CHAINRULE_OPENBLAS_LIBRARY});
  return {.dgemm = library.find<decltype(&cblas_dgemm)>("cblas_dgemm"),
          .sgemm = library.find<decltype(&cblas_sgemm)>("cblas_sgemm")};
}

const Functions& functions() {
  static const Functions kFunctions = loaded();
  return kFunctions;
}

CBLAS_TRANSPOSE transposed(bool is) { return is ? CblasTrans : CblasNoTrans; }
int as_int(std::size_t size) { return static_cast<int>(size); }

template <class Real> void add_row_offsets(const MatrixCall<Real>& p) {
  if (p.row_offsets == nullptr) return;
  for (std::size_t row = 0; row < p.rows; ++row) {
    const Real offset = p.row_offsets[row];
    Real* const c = p.c + row * p.c_step;
    for (std::size_t column = 0; column < p.columns; ++column)
      c[column] = p.subtracts_offsets ? c[column] - offset : c[column] + offset;
  }
}

template <class Real, class Gemm> bool multiply(const MatrixCall<Real>& p, Gemm gemm) {
  if (gemm == nullptr) return false;
  gemm(CblasRowMajor, transposed(p.a_transposed), transposed(p.b_transposed), as_int(p.rows), as_int(p.columns),
       as_int(p.inner), 1, p.a, as_int(p.a_step), p.b, as_int(p.b_step), p.adds ? 1 : 0, p.c, as_int(p.c_step));
  add_row_offsets(p);
  return true;
}

}  // namespace

Matrices openblas() {
  return {.of_doubles = [](const MatrixCall<double>& product) { return multiply(product, functions().dgemm); },
          .of_floats = [](const MatrixCall<float>& product) { return multiply(product, functions().sgemm); }};
}

}  // namespace chainrule
