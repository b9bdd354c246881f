// Sums of products over many elements, compiled for every CPU target and chosen when first asked for.
#include <chainrule/ops/carriers/lanes_targets.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/sums_of_products.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <chainrule/engine/program/execute/record.hpp>
#include <chainrule/ops/kernels/sums_of_products.hpp>
#include <hwy/highway.h>

#include <cstddef>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace chainrule {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using program::ProgramKernels;
using program::Record;

template <class D, class Real = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> load(D d, const StridedOf<Real>& operand, std::size_t at) {
  return operand.stride == 0 ? hn::Set(d, *operand.data) : hn::LoadU(d, operand.data + at);
}

/// The product of two factors, or the first where there is no second.
template <class D, class Real = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> term_at(D d, const StridedOf<Real>* factors, std::size_t at) {
  const auto a = load(d, factors[0], at);
  return factors[1].data == nullptr ? a : hn::Mul(a, load(d, factors[1], at));
}

/// Several vectors at a time, so that a term's address is looked up once for all of them.
template <std::size_t kVectors, class D, class Real = hn::TFromD<D>>
HWY_INLINE void sum_products_at(D d, Real* out, const StridedOf<Real>* factors, std::size_t terms, std::size_t at) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sums[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sums[v] = term_at(d, factors, at + v * lanes);
  for (std::size_t term = 1; term < terms; ++term)
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[v] = hn::Add(sums[v], term_at(d, factors + 2 * term, at + v * lanes));
  for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], d, out + at + v * lanes);
}

template <class Real>
void sum_of_products(Real* out, const StridedOf<Real>* factors, std::size_t terms, std::size_t count) {
  const hn::ScalableTag<Real> d;
  constexpr std::size_t kVectors = 4;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t at = 0;
  for (; at + kVectors * lanes <= count; at += kVectors * lanes) sum_products_at<kVectors>(d, out, factors, terms, at);
  for (; at + 2 * lanes <= count; at += 2 * lanes) sum_products_at<2>(d, out, factors, terms, at);
  for (; at + lanes <= count; at += lanes) sum_products_at<1>(d, out, factors, terms, at);
  const hn::CappedTag<Real, 1> one;  // sums and products of single numbers have the same bits
  for (; at < count; ++at) sum_products_at<1>(one, out, factors, terms, at);
}

/// Some vectors of a sum of kTerms products; factors step by 1, or stay where they are.
template <std::size_t kTerms, std::size_t kVectors, class D, class Real = hn::TFromD<D>>
HWY_INLINE void sum_products_in_vectors(D d, Real* out, const StridedOf<Real>* factors, std::size_t at) {
  const std::size_t lanes = hn::Lanes(d);
  const auto load = [d, lanes, at](const StridedOf<Real>& factor, std::size_t vector)
                        HWY_ATTR { return hn::LoadU(d, factor.data + factor.stride * (at + vector * lanes)); };
  hn::Vec<D> sums[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sums[v] = hn::Mul(load(factors[0], v), load(factors[1], v));
  for (std::size_t term = 1; term < kTerms; ++term)
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[v] = hn::Add(sums[v], hn::Mul(load(factors[2 * term], v), load(factors[2 * term + 1], v)));
  for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], d, out + at + v * lanes);
}

template <std::size_t kTerms, class Real> void execute_sum_of_products(const Record<Real>& record, std::size_t) {
  const hn::ScalableTag<Real> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t at = 0;
  for (; at + 2 * lanes <= record.count; at += 2 * lanes)
    sum_products_in_vectors<kTerms, 2>(d, record.out, record.in(), at);
  if (at < record.count) sum_products_in_vectors<kTerms, 1>(d, record.out, record.in(), at);
}

template <class Real> void execute_product_of_three(const Record<Real>& record, std::size_t) {
  const hn::ScalableTag<Real> d;
  const Real *const a = record.in()[0].data, *const b = record.in()[1].data, *const c = record.in()[2].data;
  for (std::size_t at = 0; at < record.count; at += hn::Lanes(d))
    hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(d, a + at), hn::LoadU(d, b + at)), hn::LoadU(d, c + at)), d, record.out + at);
}

template <class Real, std::size_t... kTerms>
void add_kernels(ProgramKernels<Real>& kernels, std::index_sequence<kTerms...>) {
  kernels.sum_of_products = &sum_of_products<Real>;
  kernels.product_of_three_in_vectors = &execute_product_of_three<Real>;
  kernels.sum_of_products_in_vectors = {nullptr, &execute_sum_of_products<kTerms + 1, Real>...};
}
void add_double_sums(ProgramKernels<double>& kernels) { add_kernels(kernels, std::make_index_sequence<8>()); }
void add_float_sums(ProgramKernels<float>& kernels) { add_kernels(kernels, std::make_index_sequence<8>()); }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace chainrule
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>

namespace chainrule {

CHAINRULE_EXPORT(add_double_sums);
CHAINRULE_EXPORT(add_float_sums);

void add_sums_of_products(program::ProgramKernels<double>& kernels) { CHAINRULE_DISPATCH(add_double_sums)(kernels); }
void add_sums_of_products(program::ProgramKernels<float>& kernels) { CHAINRULE_DISPATCH(add_float_sums)(kernels); }

}  // namespace chainrule
#endif
