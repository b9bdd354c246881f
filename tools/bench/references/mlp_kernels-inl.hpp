// The kernels of mlp.cpp, which includes this file once per CPU target. Plain loops are vectorised by the compiler.
#if defined(CHAINRULE_BENCH_MLP) == defined(HWY_TARGET_TOGGLE)
#ifdef CHAINRULE_BENCH_MLP
#undef CHAINRULE_BENCH_MLP
#else
#define CHAINRULE_BENCH_MLP
#endif

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace chainrule::references::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

/// z = relu(z + b), by rows.
template <class Real>
HWY_INLINE void AddBiasAndRelu(Real* HWY_RESTRICT z, const Real* HWY_RESTRICT b, std::size_t rows, std::size_t width) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < width; ++j) {
      const Real sum = z[i * width + j] + b[j];
      z[i * width + j] = sum > 0 ? sum : 0;
    }
}

/// dz = dh where h > 0, else 0.
template <class Real>
HWY_INLINE void ThroughRelu(Real* HWY_RESTRICT dh, const Real* HWY_RESTRICT h, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) dh[i] = h[i] > 0 ? dh[i] : 0;
}

template <class Real>
HWY_INLINE void SumOfRows(const Real* HWY_RESTRICT z, Real* HWY_RESTRICT sum, std::size_t rows, std::size_t width) {
  std::fill_n(sum, width, Real(0));
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < width; ++j) sum[j] += z[i * width + j];
}

/// z = e^z; the memory goes on to a full vector.
template <class Real> HWY_INLINE void ExpAll(Real* z, std::size_t count) {
  const hn::ScalableTag<Real> lanes;
  for (std::size_t i = 0; i < count; i += hn::Lanes(lanes))
    hn::StoreU(hn::Exp(lanes, hn::LoadU(lanes, z + i)), lanes, z + i);
}

/// From the logits z + b: the mean loss for the labels y, and its gradient (softmax - 1 at the label) / rows to dz.
template <class Real>
HWY_INLINE Real SoftmaxLoss(Real* HWY_RESTRICT z, const Real* HWY_RESTRICT b, const Real* HWY_RESTRICT y,
                            Real* HWY_RESTRICT dz, std::size_t rows, std::size_t width) {
  const Real share = Real(1) / static_cast<Real>(rows);
  Real loss = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    Real* row = z + i * width;
    for (std::size_t j = 0; j < width; ++j) row[j] += b[j];
    const Real largest = *std::max_element(row, row + width);
    for (std::size_t j = 0; j < width; ++j) row[j] -= largest;
    loss -= row[static_cast<std::size_t>(y[i])];
  }
  std::copy_n(z, rows * width, dz);
  ExpAll(dz, rows * width);
  for (std::size_t i = 0; i < rows; ++i) {
    Real* row = dz + i * width;
    Real sum = 0;
    for (std::size_t j = 0; j < width; ++j) sum += row[j];
    loss += std::log(sum);
    for (std::size_t j = 0; j < width; ++j) row[j] *= share / sum;
    row[static_cast<std::size_t>(y[i])] -= share;
  }
  return loss * share;
}

void AddBiasAndRelu64(double* z, const double* b, std::size_t rows, std::size_t width) {
  AddBiasAndRelu(z, b, rows, width);
}
void AddBiasAndRelu32(float* z, const float* b, std::size_t rows, std::size_t width) {
  AddBiasAndRelu(z, b, rows, width);
}
void ThroughRelu64(double* dh, const double* h, std::size_t count) { ThroughRelu(dh, h, count); }
void ThroughRelu32(float* dh, const float* h, std::size_t count) { ThroughRelu(dh, h, count); }
void SumOfRows64(const double* z, double* sum, std::size_t rows, std::size_t width) { SumOfRows(z, sum, rows, width); }
void SumOfRows32(const float* z, float* sum, std::size_t rows, std::size_t width) { SumOfRows(z, sum, rows, width); }
double SoftmaxLoss64(double* z, const double* b, const double* y, double* dz, std::size_t rows, std::size_t width) {
  return SoftmaxLoss(z, b, y, dz, rows, width);
}
float SoftmaxLoss32(float* z, const float* b, const float* y, float* dz, std::size_t rows, std::size_t width) {
  return SoftmaxLoss(z, b, y, dz, rows, width);
}

}  // namespace
}  // namespace chainrule::references::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
