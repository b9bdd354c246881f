// The kernel of gaussian_mixture.cpp, which includes this file once per CPU target.
#if defined(CHAINRULE_BENCH_MIXTURE) == defined(HWY_TARGET_TOGGLE)
#ifdef CHAINRULE_BENCH_MIXTURE
#undef CHAINRULE_BENCH_MIXTURE
#else
#define CHAINRULE_BENCH_MIXTURE
#endif

#include <chainrule/tools/bench/references/gaussian_mixture.hpp>
#include <chainrule/tools/bench/references/lanes-inl.hpp>

HWY_BEFORE_NAMESPACE();
namespace chainrule::references::HWY_NAMESPACE {
namespace {

constexpr std::size_t kBlock = kMixtureBlock;

/// sum += v, where sums are kept lane by lane.
HWY_INLINE void AddTo(double* sum, Vector v) {
  const Lanes lanes;
  hn::StoreU(hn::Add(hn::LoadU(lanes, sum), v), lanes, sum);
}

/// `kRows` rows of Q times two vectors of centred examples; returns what their squares add to `squares`.
template <std::size_t kRows>
HWY_INLINE void RowsTimes(const double* Q, std::size_t d, std::size_t columns, const double* centred, double* y,
                          Vector& squares0, Vector& squares1) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  Vector left[kRows], right[kRows];
  for (std::size_t r = 0; r < kRows; ++r) left[r] = right[r] = hn::Zero(lanes);
  for (std::size_t j = 0; j < columns; ++j) {
    const Vector x0 = hn::LoadU(lanes, centred + j * kBlock), x1 = hn::LoadU(lanes, centred + j * kBlock + width);
    for (std::size_t r = 0; r < kRows; ++r) {
      const Vector q = hn::Set(lanes, Q[r * d + j]);
      left[r] = hn::MulAdd(q, x0, left[r]);
      right[r] = hn::MulAdd(q, x1, right[r]);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    hn::StoreU(left[r], lanes, y + r * kBlock);
    hn::StoreU(right[r], lanes, y + r * kBlock + width);
    squares0 = hn::MulAdd(left[r], left[r], squares0);
    squares1 = hn::MulAdd(right[r], right[r], squares1);
  }
}

/// y and the logarithm of the density of one component, for a block.
HWY_INLINE void Forward(MixtureWork& work, const double* x, std::size_t c) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes), d = work.d;
  const double* Q = work.Q.data() + c * d * d;
  for (std::size_t j = 0; j < d; ++j) {
    const Vector mean = hn::Set(lanes, work.means[c * d + j]);
    for (std::size_t at = j * kBlock; at < (j + 1) * kBlock; at += width)
      hn::StoreU(hn::Sub(hn::LoadU(lanes, x + at), mean), lanes, work.centred.data() + at);
  }
  for (std::size_t at = 0; at < kBlock; at += 2 * width) {
    const double* centred = work.centred.data() + at;
    double* y = work.y.data() + c * d * kBlock + at;
    Vector squares0 = hn::Zero(lanes), squares1 = hn::Zero(lanes);
    std::size_t i = 0;
    for (; i + 4 <= d; i += 4) RowsTimes<4>(Q + i * d, d, i + 4, centred, y + i * kBlock, squares0, squares1);
    if (i < d) RowsTimes<2>(Q + i * d, d, d, centred, y + i * kBlock, squares0, squares1);
    const Vector weight = hn::Set(lanes, work.log_weights[c]), half = hn::Set(lanes, 0.5);
    double* p = work.p.data() + c * kBlock + at;
    hn::StoreU(hn::NegMulAdd(half, squares0, weight), lanes, p);
    hn::StoreU(hn::NegMulAdd(half, squares1, weight), lanes, p + width);
  }
}

/// From the logarithms of the components' densities to their shares, for a block of which `count` examples count.
HWY_INLINE void Shares(MixtureWork& work, std::size_t count) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  for (std::size_t at = 0; at < kBlock; at += width) {
    const auto mask = hn::FirstN(lanes, count > at ? count - at : 0);
    double* p = work.p.data() + at;
    Vector largest = hn::LoadU(lanes, p);
    for (std::size_t c = 1; c < work.k; ++c) largest = hn::Max(largest, hn::LoadU(lanes, p + c * kBlock));
    Vector sum = hn::Zero(lanes);
    for (std::size_t c = 0; c < work.k; ++c) {
      const Vector shifted = hn::Sub(hn::LoadU(lanes, p + c * kBlock), largest);
      const Vector e = ExpWithinRange(hn::Max(shifted, hn::Set(lanes, -700.0)));  // below it nothing is left of 1
      sum = hn::Add(sum, e);
      hn::StoreU(e, lanes, p + c * kBlock);
    }
    AddTo(work.sums_L.data(), hn::IfThenElseZero(mask, hn::Add(largest, hn::CallLog(lanes, sum))));
    const Vector scale = hn::IfThenElseZero(mask, hn::Div(hn::Set(lanes, 1.0), sum));
    for (std::size_t c = 0; c < work.k; ++c) {
      const Vector share = hn::Mul(scale, hn::LoadU(lanes, p + c * kBlock));
      hn::StoreU(share, lanes, p + c * kBlock);
      AddTo(work.sums_p.data() + c * kMostLanes, share);
    }
  }
}

/// Σ g xᵀ over a block, for `kRows` rows of g and `kColumns` of x.
template <std::size_t kRows, std::size_t kColumns>
HWY_INLINE void AddProducts(const double* g, const double* x, double* sums, std::size_t d) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  Vector products[kRows][kColumns];
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t j = 0; j < kColumns; ++j) products[r][j] = hn::Zero(lanes);
  for (std::size_t at = 0; at < kBlock; at += width) {
    Vector column[kColumns];
    for (std::size_t j = 0; j < kColumns; ++j) column[j] = hn::LoadU(lanes, x + j * kBlock + at);
    for (std::size_t r = 0; r < kRows; ++r) {
      const Vector row = hn::LoadU(lanes, g + r * kBlock + at);
      for (std::size_t j = 0; j < kColumns; ++j) products[r][j] = hn::MulAdd(row, column[j], products[r][j]);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t j = 0; j < kColumns; ++j) AddTo(sums + (r * d + j) * kMostLanes, products[r][j]);
}

/// A block's contribution to the sums of one component.
HWY_INLINE void Backward(MixtureWork& work, const double* x, std::size_t c) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes), d = work.d;
  double* g = work.y.data() + c * d * kBlock;
  const double* p = work.p.data() + c * kBlock;
  for (std::size_t i = 0; i < d; ++i) {
    Vector sum = hn::Zero(lanes);
    for (std::size_t at = 0; at < kBlock; at += width) {
      const Vector product = hn::Mul(hn::LoadU(lanes, p + at), hn::LoadU(lanes, g + i * kBlock + at));
      hn::StoreU(product, lanes, g + i * kBlock + at);
      sum = hn::Add(sum, product);
    }
    AddTo(work.sums_g.data() + (c * d + i) * kMostLanes, sum);
  }
  double* sums = work.sums_Q.data() + c * d * d * kMostLanes;
  std::size_t i = 0;
  for (; i + 4 <= d; i += 4)
    for (std::size_t j = 0; j <= i; j += 4)
      AddProducts<4, 4>(g + i * kBlock, x + j * kBlock, sums + (i * d + j) * kMostLanes, d);
  if (i == d) return;
  for (std::size_t j = 0; j < i; j += 4)
    AddProducts<2, 4>(g + i * kBlock, x + j * kBlock, sums + (i * d + j) * kMostLanes, d);
  AddProducts<2, 2>(g + i * kBlock, x + i * kBlock, sums + (i * d + i) * kMostLanes, d);
}

void MixtureBlock(MixtureWork& work, const double* x, std::size_t count) {
  for (std::size_t c = 0; c < work.k; ++c) Forward(work, x, c);
  Shares(work, count);
  for (std::size_t c = 0; c < work.k; ++c) Backward(work, x, c);
}

}  // namespace
}  // namespace chainrule::references::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
