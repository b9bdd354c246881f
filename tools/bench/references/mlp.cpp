#include <chainrule/tools/bench/references/mlp.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE <chainrule/tools/bench/references/mlp_kernels-inl.hpp>
#include <hwy/foreach_target.h>

#include <chainrule/tools/bench/references/mlp_kernels-inl.hpp>

#include <cblas.h>

namespace chainrule::references {
namespace {

HWY_EXPORT(AddBiasAndRelu64);
HWY_EXPORT(AddBiasAndRelu32);
HWY_EXPORT(ThroughRelu64);
HWY_EXPORT(ThroughRelu32);
HWY_EXPORT(SumOfRows64);
HWY_EXPORT(SumOfRows32);
HWY_EXPORT(SoftmaxLoss64);
HWY_EXPORT(SoftmaxLoss32);

void add_bias_and_relu(double* z, const double* b, std::size_t rows, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(AddBiasAndRelu64)(z, b, rows, width);
}
void add_bias_and_relu(float* z, const float* b, std::size_t rows, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(AddBiasAndRelu32)(z, b, rows, width);
}
void through_relu(double* dh, const double* h, std::size_t count) { HWY_DYNAMIC_DISPATCH(ThroughRelu64)(dh, h, count); }
void through_relu(float* dh, const float* h, std::size_t count) { HWY_DYNAMIC_DISPATCH(ThroughRelu32)(dh, h, count); }
void sum_of_rows(const double* z, double* sum, std::size_t rows, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(SumOfRows64)(z, sum, rows, width);
}
void sum_of_rows(const float* z, float* sum, std::size_t rows, std::size_t width) {
  HWY_DYNAMIC_DISPATCH(SumOfRows32)(z, sum, rows, width);
}
double softmax_loss(double* z, const double* b, const double* y, double* dz, std::size_t rows, std::size_t width) {
  return HWY_DYNAMIC_DISPATCH(SoftmaxLoss64)(z, b, y, dz, rows, width);
}
float softmax_loss(float* z, const float* b, const float* y, float* dz, std::size_t rows, std::size_t width) {
  return HWY_DYNAMIC_DISPATCH(SoftmaxLoss32)(z, b, y, dz, rows, width);
}

/// A dense matrix, by rows; `transposed` says how a product reads it.
template <class Real> struct Matrix {
  const Real* data;
  std::size_t columns;
  CBLAS_TRANSPOSE transposed = CblasNoTrans;
};

/// out [m, n] = a b, over `inner` terms
void multiply(Matrix<double> a, Matrix<double> b, double* out, std::size_t m, std::size_t n, std::size_t inner) {
  const auto whole = [](std::size_t size) { return static_cast<blasint>(size); };
  cblas_dgemm(CblasRowMajor, a.transposed, b.transposed, whole(m), whole(n), whole(inner), 1, a.data, whole(a.columns),
              b.data, whole(b.columns), 0, out, whole(n));
}
void multiply(Matrix<float> a, Matrix<float> b, float* out, std::size_t m, std::size_t n, std::size_t inner) {
  const auto whole = [](std::size_t size) { return static_cast<blasint>(size); };
  cblas_sgemm(CblasRowMajor, a.transposed, b.transposed, whole(m), whole(n), whole(inner), 1, a.data, whole(a.columns),
              b.data, whole(b.columns), 0, out, whole(n));
}

template <class Real> Aligned<Real> converted(const Numbers& numbers) {
  Aligned<Real> result;
  for (const double number : numbers) result.push_back(static_cast<Real>(number));
  return result;
}

}  // namespace

template <class Real>
MlpReference<Real>::MlpReference(const MlpProblem& problem)
    : examples_(problem.examples), y_(converted<Real>(problem.y)) {
  openblas_set_num_threads(1);
  for (std::size_t layer = 0; layer < problem.sizes.size(); ++layer) {
    widths_.push_back(problem.width(layer));
    values_.emplace_back(examples_ * widths_.back());
    dvalues_.emplace_back(padded(examples_ * widths_.back(), 2 * kMostLanes));
  }
  values_[0] = converted<Real>(problem.x);
  for (std::size_t layer = 0; layer < problem.W.size(); ++layer) {
    W_.push_back(converted<Real>(problem.W[layer]));
    b_.push_back(converted<Real>(problem.b[layer]));
    dW.emplace_back(W_.back().size());
    db.emplace_back(b_.back().size());
  }
}

template <class Real> void MlpReference<Real>::run() {
  forward();
  backward();
}

template <class Real> void MlpReference<Real>::forward() {
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const std::size_t in = widths_[layer], out = widths_[layer + 1];
    Real* z = values_[layer + 1].data();
    multiply({values_[layer].data(), in}, {W_[layer].data(), out}, z, examples_, out, in);
    if (layer + 1 < layers())
      add_bias_and_relu(z, b_[layer].data(), examples_, out);
    else
      J = softmax_loss(z, b_[layer].data(), y_.data(), dvalues_[layer + 1].data(), examples_, out);
  }
}

template <class Real> void MlpReference<Real>::backward() {
  for (std::size_t layer = layers(); layer-- > 0;) {
    const std::size_t in = widths_[layer], out = widths_[layer + 1];
    const Real* dz = dvalues_[layer + 1].data();
    multiply({values_[layer].data(), in, CblasTrans}, {dz, out}, dW[layer].data(), in, out, examples_);
    sum_of_rows(dz, db[layer].data(), examples_, out);
    if (layer == 0) return;
    multiply({dz, out}, {W_[layer].data(), out, CblasTrans}, dvalues_[layer].data(), examples_, in, out);
    through_relu(dvalues_[layer].data(), values_[layer].data(), examples_ * in);
  }
}

template class MlpReference<double>;
template class MlpReference<float>;

}  // namespace chainrule::references
