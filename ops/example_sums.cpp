// Sums over the examples of a block, compiled for every CPU target and chosen when first asked for.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/example_sums.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <chainrule/ops/example_sums.hpp>
#include <hwy/highway.h>

#include <cstddef>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace chainrule {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using program::ExampleSum;
using program::kParts;

/// How many sums go on at a time: each is a chain of additions, and alone would wait for itself.
constexpr std::size_t kAtOnce = 4;

/// What is left over is padded with zeros.
template <class D, class Real = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> term_of_rest(D d, const ExampleSum<Real>& sum, std::size_t from, std::size_t first,
                                   std::size_t rest) {
  alignas(64) Real a[kParts<Real>] = {}, b[kParts<Real>] = {};
  for (std::size_t i = 0; i < rest; ++i) a[i] = sum.a[from + i];
  if (sum.b == nullptr) return hn::Load(d, a + first);
  for (std::size_t i = 0; i < rest; ++i) b[i] = sum.b[from + i];
  return hn::Mul(hn::Load(d, a + first), hn::Load(d, b + first));
}

/// The first kProducts sums are of products, the others have one factor.
template <std::size_t kProducts, std::size_t kSums, class Real>
void add_up_some(const ExampleSum<Real>* sums, std::size_t live) {
  const hn::CappedTag<Real, kParts<Real>> d;
  const std::size_t lanes = hn::Lanes(d), full = live / kParts<Real> * kParts<Real>;
  const Real *a[kSums], *b[kSums];
  for (std::size_t s = 0; s < kSums; ++s) a[s] = sums[s].a, b[s] = sums[s].b;
  for (std::size_t first = 0; first < kParts<Real>; first += lanes) {
    hn::Vec<decltype(d)> totals[kSums];
    for (std::size_t s = 0; s < kSums; ++s) totals[s] = hn::Zero(d);
    for (std::size_t at = first; at < full; at += kParts<Real>)
      for (std::size_t s = 0; s < kSums; ++s)
        totals[s] = s < kProducts ? hn::MulAdd(hn::LoadU(d, a[s] + at), hn::LoadU(d, b[s] + at), totals[s])
                                  : hn::Add(totals[s], hn::LoadU(d, a[s] + at));
    for (std::size_t s = 0; s < kSums; ++s) {
      if (full < live) totals[s] = hn::Add(totals[s], term_of_rest(d, sums[s], full, first, live - full));
      Real* const parts = sums[s].parts + first;
      hn::StoreU(hn::Add(hn::LoadU(d, parts), totals[s]), d, parts);
    }
  }
}

template <class Real> using AddUpSome = void (*)(const ExampleSum<Real>* sums, std::size_t live);

/// By the number of sums less one, and by how many of them are of products.
template <class Real, std::size_t... kSums, std::size_t... kProducts>
AddUpSome<Real> add_up_some_of(std::size_t products, std::size_t sums, std::index_sequence<kSums...>,
                               std::index_sequence<kProducts...>) {
  constexpr auto row = []<std::size_t kCount>(std::integral_constant<std::size_t, kCount>) HWY_ATTR {
    return std::array<AddUpSome<Real>, sizeof...(kProducts)>{
        &add_up_some<(kProducts < kCount ? kProducts : kCount), kCount, Real>...};
  };
  static constexpr std::array<std::array<AddUpSome<Real>, sizeof...(kProducts)>, sizeof...(kSums)> kTable{
      row(std::integral_constant<std::size_t, kSums + 1>())...};
  return kTable[sums - 1][products];
}

template <class Real> void add_up(const ExampleSum<Real>* sums, std::size_t count, std::size_t live) {
  while (count > 0) {
    std::size_t products = 0, here = 0;
    while (here < count && here < kAtOnce && sums[here].b != nullptr) ++here;
    products = here;
    while (here < count && here < kAtOnce && sums[here].b == nullptr) ++here;
    add_up_some_of<Real>(products, here, std::make_index_sequence<kAtOnce>(), std::make_index_sequence<kAtOnce + 1>())(
        sums, live);
    sums += here;
    count -= here;
  }
}

void add_up_double(const ExampleSum<double>* sums, std::size_t count, std::size_t live) { add_up(sums, count, live); }
void add_up_float(const ExampleSum<float>* sums, std::size_t count, std::size_t live) { add_up(sums, count, live); }

}  // namespace HWY_NAMESPACE
}  // namespace chainrule
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace chainrule {

HWY_EXPORT(add_up_double);
HWY_EXPORT(add_up_float);

program::AddUp<double> double_example_sums() { return HWY_DYNAMIC_DISPATCH(add_up_double); }
program::AddUp<float> float_example_sums() { return HWY_DYNAMIC_DISPATCH(add_up_float); }

}  // namespace chainrule
#endif
