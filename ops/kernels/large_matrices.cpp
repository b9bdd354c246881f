#include <chainrule/ops/kernels/large_matrices.hpp>

#include <cblas.h>

namespace chainrule {

namespace {

CBLAS_TRANSPOSE transposed(bool is) { return is ? CblasTrans : CblasNoTrans; }
int as_int(std::size_t size) { return static_cast<int>(size); }

}  // namespace

void multiply_large(const program::MatrixCall<double>& p) {
  cblas_dgemm(CblasRowMajor, transposed(p.a_transposed), transposed(p.b_transposed), as_int(p.rows), as_int(p.columns),
              as_int(p.inner), 1, p.a, as_int(p.a_step), p.b, as_int(p.b_step), p.adds ? 1 : 0, p.c, as_int(p.c_step));
}

void multiply_large(const program::MatrixCall<float>& p) {
  cblas_sgemm(CblasRowMajor, transposed(p.a_transposed), transposed(p.b_transposed), as_int(p.rows), as_int(p.columns),
              as_int(p.inner), 1, p.a, as_int(p.a_step), p.b, as_int(p.b_step), p.adds ? 1 : 0, p.c, as_int(p.c_step));
}

}  // namespace chainrule
