// The kernels of logistic.cpp, which includes this file once per CPU target.
#if defined(CHAINRULE_BENCH_LOGISTIC) == defined(HWY_TARGET_TOGGLE)
#ifdef CHAINRULE_BENCH_LOGISTIC
#undef CHAINRULE_BENCH_LOGISTIC
#else
#define CHAINRULE_BENCH_LOGISTIC
#endif

#include <chainrule/tools/bench/references/lanes-inl.hpp>
#include <chainrule/tools/bench/references/logistic.hpp>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace chainrule::references::HWY_NAMESPACE {
namespace {

/// Loss and dz of a vector of examples; (1 - y)·σ(z) - y·σ(-z) keeps the digits of a - y.
struct Example {
  Vector L, dz;
};
HWY_INLINE Example ExampleOf(Vector z, Vector y) {
  const Lanes lanes;
  const Vector zero = hn::Zero(lanes);
  const Logistic of = LogisticOf(hn::Abs(z));
  const auto is_negative = hn::Lt(z, zero);
  const Vector a = hn::IfThenElse(is_negative, of.near_zero, of.near_one);
  const Vector rest = hn::IfThenElse(is_negative, of.near_one, of.near_zero);
  const Vector dz = hn::MulSub(hn::Sub(hn::Set(lanes, 1.0), y), a, hn::Mul(y, rest));
  return {hn::Add(hn::NegMulAdd(y, z, hn::Max(z, zero)), of.softplus), dz};
}

/// Whatever lies behind the last example does not count.
HWY_INLINE Example Kept(Example example, std::size_t count) {
  const Lanes lanes;
  const auto mask = hn::FirstN(lanes, count);
  return {hn::IfThenElseZero(mask, example.L), hn::IfThenElseZero(mask, example.dz)};
}

HWY_INLINE double SumOf(Vector v) { return hn::GetLane(hn::SumOfLanes(Lanes(), v)); }

struct SumsOfTwo {
  Vector dw1, dw2, db, L;

  HWY_INLINE void Add(const Example& example, Vector x1, Vector x2) {
    dw1 = hn::MulAdd(example.dz, x1, dw1);
    dw2 = hn::MulAdd(example.dz, x2, dw2);
    db = hn::Add(db, example.dz);
    L = hn::Add(L, example.L);
  }
};

/// Two features, each a column.
void LogisticColumns(const LogisticChunk& chunk) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  const double* first = chunk.x;
  const double* second = chunk.x + chunk.stride;
  const Vector w1 = hn::Set(lanes, chunk.w[0]), w2 = hn::Set(lanes, chunk.w[1]), b = hn::Set(lanes, chunk.b);
  const Vector zero = hn::Zero(lanes);
  SumsOfTwo sums{zero, zero, zero, zero};
  std::size_t i = 0;
  for (; i + width <= chunk.examples; i += width) {
    const Vector x1 = hn::LoadU(lanes, first + i), x2 = hn::LoadU(lanes, second + i);
    const Vector z = hn::MulAdd(w1, x1, hn::MulAdd(w2, x2, b));
    sums.Add(ExampleOf(z, hn::LoadU(lanes, chunk.y + i)), x1, x2);
  }
  if (i < chunk.examples) {
    const Vector x1 = hn::LoadU(lanes, first + i), x2 = hn::LoadU(lanes, second + i);
    const Vector z = hn::MulAdd(w1, x1, hn::MulAdd(w2, x2, b));
    sums.Add(Kept(ExampleOf(z, hn::LoadU(lanes, chunk.y + i)), chunk.examples - i), x1, x2);
  }
  chunk.sums[0] = SumOf(sums.dw1);
  chunk.sums[1] = SumOf(sums.dw2);
  chunk.sums[2] = SumOf(sums.db);
  chunk.sums[3] = SumOf(sums.L);
}

/// The sums over a tile's examples of dz and of L; dz is kept.
struct TileSums {
  Vector db, L;
};

/// Four vectors of examples, so that four chains of sums are on their way at once.
HWY_INLINE void ForwardOfFour(const LogisticChunk& chunk, const double* x, std::size_t first, std::size_t tile_first,
                              double* dz, TileSums& sums) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  const Vector b = hn::Set(lanes, chunk.b);
  Vector z0 = b, z1 = b, z2 = b, z3 = b;
  for (std::size_t j = 0; j < chunk.features; ++j) {
    const Vector w = hn::Set(lanes, chunk.w[j]);
    const double* column = x + j * kLogisticTile + first;
    z0 = hn::MulAdd(w, hn::LoadU(lanes, column), z0);
    z1 = hn::MulAdd(w, hn::LoadU(lanes, column + width), z1);
    z2 = hn::MulAdd(w, hn::LoadU(lanes, column + 2 * width), z2);
    z3 = hn::MulAdd(w, hn::LoadU(lanes, column + 3 * width), z3);
  }
  const auto finish = [&](Vector z, std::size_t at) HWY_ATTR {
    const std::size_t example = tile_first + at;
    Example one = ExampleOf(z, hn::LoadU(lanes, chunk.y + example));
    if (HWY_UNLIKELY(example + width > chunk.examples))
      one = Kept(one, chunk.examples - std::min(example, chunk.examples));
    sums.db = hn::Add(sums.db, one.dz);
    sums.L = hn::Add(sums.L, one.L);
    hn::StoreU(one.dz, lanes, dz + at);
  };
  finish(z0, first);
  finish(z1, first + width);
  finish(z2, first + 2 * width);
  finish(z3, first + 3 * width);
}

/// sums[j] += Σ dz·x over a tile, for `kFeatures` features from j on; of each feature a vector of sums.
template <std::size_t kFeatures> HWY_INLINE void BackwardOf(const double* column, const double* dz, double* sums) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  static_assert(kFeatures == 1 || kFeatures == 4);
  const Vector zero = hn::Zero(lanes);
  Vector s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  for (std::size_t at = 0; at < kLogisticTile; at += width) {
    const Vector d = hn::LoadU(lanes, dz + at);
    s0 = hn::MulAdd(d, hn::LoadU(lanes, column + at), s0);
    if constexpr (kFeatures == 4) {
      s1 = hn::MulAdd(d, hn::LoadU(lanes, column + kLogisticTile + at), s1);
      s2 = hn::MulAdd(d, hn::LoadU(lanes, column + 2 * kLogisticTile + at), s2);
      s3 = hn::MulAdd(d, hn::LoadU(lanes, column + 3 * kLogisticTile + at), s3);
    }
  }
  const auto add = [&](Vector sum, std::size_t j) HWY_ATTR {
    double* const place = sums + j * width;
    hn::StoreU(hn::Add(hn::LoadU(lanes, place), sum), lanes, place);
  };
  add(s0, 0);
  if constexpr (kFeatures == 4) {
    add(s1, 1);
    add(s2, 2);
    add(s3, 3);
  }
}

/// Up to 64 features: tiles of examples, each with its features' columns one after another. A tile is read from memory
/// once, and from the first cache for the gradient.
void LogisticTiles(const LogisticChunk& chunk) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  HWY_ALIGN double dz[kLogisticTile];
  HWY_ALIGN double dw[64 * HWY_MAX_BYTES / sizeof(double)];
  std::fill_n(dw, chunk.features * width, 0.0);
  TileSums sums{hn::Zero(lanes), hn::Zero(lanes)};
  for (std::size_t first = 0; first < chunk.examples; first += kLogisticTile) {
    const double* x = chunk.x + first * chunk.features;
    for (std::size_t at = 0; at < kLogisticTile; at += 4 * width) ForwardOfFour(chunk, x, at, first, dz, sums);
    std::size_t j = 0;
    for (; j + 4 <= chunk.features; j += 4) BackwardOf<4>(x + j * kLogisticTile, dz, dw + j * width);
    for (; j < chunk.features; ++j) BackwardOf<1>(x + j * kLogisticTile, dz, dw + j * width);
  }
  for (std::size_t j = 0; j < chunk.features; ++j) chunk.sums[j] = SumOf(hn::LoadU(lanes, dw + j * width));
  chunk.sums[chunk.features] = SumOf(sums.db);
  chunk.sums[chunk.features + 1] = SumOf(sums.L);
}

/// dz of four rows, and what they add to db and L; rows from `count` on are copies that do not count.
HWY_INLINE void RowsForward(const LogisticChunk& chunk, const double* const* x, std::size_t count, const double* y,
                            double* dz) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  Vector z0 = hn::Zero(lanes), z1 = z0, z2 = z0, z3 = z0;
  for (std::size_t j = 0; j < chunk.features; j += width) {
    const Vector w = hn::LoadU(lanes, chunk.w + j);
    z0 = hn::MulAdd(w, hn::LoadU(lanes, x[0] + j), z0);
    z1 = hn::MulAdd(w, hn::LoadU(lanes, x[1] + j), z1);
    z2 = hn::MulAdd(w, hn::LoadU(lanes, x[2] + j), z2);
    z3 = hn::MulAdd(w, hn::LoadU(lanes, x[3] + j), z3);
  }
  HWY_ALIGN double z[HWY_MAX(HWY_MAX_BYTES / sizeof(double), 4)] = {SumOf(z0), SumOf(z1), SumOf(z2), SumOf(z3)};
  HWY_ALIGN double label[HWY_MAX(HWY_MAX_BYTES / sizeof(double), 4)] = {};
  std::copy_n(y, count, label);
  for (std::size_t at = 0; at < 4; at += width) {
    const Example four =
        Kept(ExampleOf(hn::Add(hn::LoadU(lanes, z + at), hn::Set(lanes, chunk.b)), hn::LoadU(lanes, label + at)),
             count - std::min(count, at));
    hn::StoreU(four.dz, lanes, dz + at);
    chunk.sums[chunk.features] += SumOf(four.dz);
    chunk.sums[chunk.features + 1] += SumOf(four.L);
  }
}

/// Many features: four rows at a time, which the first cache keeps until their dz is known.
void LogisticRows(const LogisticChunk& chunk) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  std::fill_n(chunk.sums, chunk.features + 2, 0.0);
  HWY_ALIGN double dz[HWY_MAX(HWY_MAX_BYTES / sizeof(double), 4)];
  for (std::size_t i = 0; i < chunk.examples; i += 4) {
    const std::size_t count = std::min<std::size_t>(4, chunk.examples - i);
    const double* x[4];
    for (std::size_t r = 0; r < 4; ++r) x[r] = chunk.x + (i + std::min(r, count - 1)) * chunk.stride;
    RowsForward(chunk, x, count, chunk.y + i, dz);
    const Vector d0 = hn::Set(lanes, dz[0]), d1 = hn::Set(lanes, dz[1]);
    const Vector d2 = hn::Set(lanes, dz[2]), d3 = hn::Set(lanes, dz[3]);
    for (std::size_t j = 0; j + width <= chunk.features; j += width) {
      Vector sum = hn::LoadU(lanes, chunk.sums + j);
      sum = hn::MulAdd(d0, hn::LoadU(lanes, x[0] + j), sum);
      sum = hn::MulAdd(d1, hn::LoadU(lanes, x[1] + j), sum);
      sum = hn::MulAdd(d2, hn::LoadU(lanes, x[2] + j), sum);
      sum = hn::MulAdd(d3, hn::LoadU(lanes, x[3] + j), sum);
      hn::StoreU(sum, lanes, chunk.sums + j);
    }
    for (std::size_t j = chunk.features / width * width; j < chunk.features; ++j)
      for (std::size_t r = 0; r < 4; ++r) chunk.sums[j] += dz[r] * x[r][j];
  }
}

}  // namespace
}  // namespace chainrule::references::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
