// Sums over the examples of a block, compiled for every CPU target and chosen when first asked for.
#include <chainrule/ops/carriers/lanes_targets.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/example_sums.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <chainrule/ops/kernels/example_sums.hpp>
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace chainrule {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using program::kPerLine;

/// How many sums go on at a time: each is a chain of additions, and alone would wait for itself.
constexpr std::size_t kAtOnce = 4;

/// Which of the sums read the same first factor, so that it is loaded once.
enum class Common { none, products, products_and_next };

/// The first kProducts sums are of products, the others have one factor.
template <std::size_t kProducts, std::size_t kSums, Common kCommon, class D> struct SomeSums {
  using Real = hn::TFromD<D>;
  using V = hn::Vec<D>;
  const StridedOf<Real>* factors;
  V totals[kSums];

  HWY_INLINE const Real* a(std::size_t sum) const { return factors[2 * sum].data; }
  HWY_INLINE const Real* b(std::size_t sum) const { return factors[2 * sum + 1].data; }

  HWY_INLINE void add(std::size_t at) {
    const D d;
    const V first = hn::LoadU(d, a(0) + at);
    for (std::size_t s = 0; s < kSums; ++s) {
      const bool is_common =
          s < kProducts ? kCommon != Common::none : s == kProducts && kCommon == Common::products_and_next;
      const V factor = s == 0 || is_common ? first : hn::LoadU(d, a(s) + at);
      totals[s] = s < kProducts ? hn::MulAdd(factor, hn::LoadU(d, b(s) + at), totals[s]) : hn::Add(totals[s], factor);
    }
  }

  /// The rest that fills no vector is padded with zeros.
  HWY_INLINE void add_rest(std::size_t from, std::size_t lane, std::size_t rest) {
    const D d;
    for (std::size_t s = 0; s < kSums; ++s) {
      alignas(64) Real padded_a[kPerLine<Real>] = {}, padded_b[kPerLine<Real>] = {};
      std::copy_n(a(s) + from, rest, padded_a);
      if (s < kProducts) std::copy_n(b(s) + from, rest, padded_b);
      const V term = hn::Load(d, padded_a + lane);
      totals[s] = hn::Add(totals[s], s < kProducts ? hn::Mul(term, hn::Load(d, padded_b + lane)) : term);
    }
  }
};

template <std::size_t kProducts, std::size_t kSums, Common kCommon, class Real>
void add_up_some(const StridedOf<Real>* factors, Real* const* lane_sums, std::size_t examples) {
  using D = hn::CappedTag<Real, kPerLine<Real>>;
  const D d;
  const std::size_t lanes = hn::Lanes(d), full = examples / kPerLine<Real> * kPerLine<Real>;
  for (std::size_t lane = 0; lane < kPerLine<Real>; lane += lanes) {
    SomeSums<kProducts, kSums, kCommon, D> sums{.factors = factors, .totals = {}};
    for (auto& total : sums.totals) total = hn::Zero(d);
    for (std::size_t at = lane; at < full; at += kPerLine<Real>) sums.add(at);
    if (full < examples) sums.add_rest(full, lane, examples - full);
    for (std::size_t s = 0; s < kSums; ++s)
      hn::StoreU(hn::Add(hn::LoadU(d, lane_sums[s] + lane), sums.totals[s]), d, lane_sums[s] + lane);
  }
}

template <class Real>
using AddUpSome = void (*)(const StridedOf<Real>* factors, Real* const* lane_sums, std::size_t examples);

/// By the number of sums less one, by how many of them are of products, and by what they have in common.
template <class Real> struct AddUpTable {
  using Entry = std::array<AddUpSome<Real>, 3>;
  std::array<std::array<Entry, kAtOnce + 1>, kAtOnce> entries{};

  constexpr AddUpTable() { fill(std::make_index_sequence<kAtOnce*(kAtOnce + 1)>()); }

 private:
  template <std::size_t... I> constexpr void fill(std::index_sequence<I...>) {
    (fill_entry<I / (kAtOnce + 1) + 1, I % (kAtOnce + 1)>(), ...);
  }
  template <std::size_t kSums, std::size_t kProducts> constexpr void fill_entry() {
    if constexpr (kProducts <= kSums)
      entries[kSums - 1][kProducts] = {&add_up_some<kProducts, kSums, Common::none, Real>,
                                       &add_up_some<kProducts, kSums, Common::products, Real>,
                                       &add_up_some<kProducts, kSums, Common::products_and_next, Real>};
  }
};
template <class Real> constexpr AddUpTable<Real> kAddUp;

template <class Real>
void add_up(const StridedOf<Real>* factors, Real* const* lane_sums, std::size_t count, std::size_t examples) {
  while (count > 0) {
    const std::size_t most = std::min(count, kAtOnce);
    std::size_t products = 0, sums = 0;
    while (products < most && factors[2 * products + 1].data != nullptr) ++products;
    for (sums = products; sums < most && factors[2 * sums + 1].data == nullptr;) ++sums;
    std::size_t common = 0;  // sums with the first factor of the first
    while (common < sums && factors[2 * common].data == factors[0].data) ++common;
    const std::size_t kind = products == 0 || common < products ? 0 : common == products ? 1 : 2;
    kAddUp<Real>.entries[sums - 1][products][kind](factors, lane_sums, examples);
    factors += 2 * sums;
    lane_sums += sums;
    count -= sums;
  }
}

void add_up_double(const StridedOf<double>* factors, double* const* lane_sums, std::size_t count,
                   std::size_t examples) {
  add_up(factors, lane_sums, count, examples);
}
void add_up_float(const StridedOf<float>* factors, float* const* lane_sums, std::size_t count, std::size_t examples) {
  add_up(factors, lane_sums, count, examples);
}

}  // namespace HWY_NAMESPACE
}  // namespace chainrule
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

CHAINRULE_EXPORT(add_up_double);
CHAINRULE_EXPORT(add_up_float);

program::AddUp<double> double_example_sums() { return CHAINRULE_DISPATCH(add_up_double); }
program::AddUp<float> float_example_sums() { return CHAINRULE_DISPATCH(add_up_float); }

}  // namespace chainrule
#endif
