// The kernels that a program asks of the floor that knows the ops: its inner loops, as plain data, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/matrix_call.hpp>
#include <chainrule/engine/op/op.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace chainrule::program {

/// Numbers on a cache line: every run of a block's examples begins on one, and a sum over examples is kept as that many
/// lane sums.
template <class Real> inline constexpr std::size_t kPerLine = 64 / sizeof(Real);

template <class Real> using ForwardKernel = void (*)(Real* out, const StridedOf<Real>* in, std::size_t count);
template <class Real>
using ContributionKernel = void (*)(std::size_t operand, Real* result, StridedOf<Real> cotangent,
                                    const StridedOf<Real>* in, StridedOf<Real> out, std::size_t count);

/// A sum's total from its lane sums, along a tree that depends on nothing.
template <class Real> Real total_of(const Real* lane_sums) {
  std::array<Real, kPerLine<Real>> sums;
  std::copy_n(lane_sums, sums.size(), sums.begin());
  for (std::size_t half = sums.size() / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  return sums[0];
}

template <class Real> using FusedRun = void (*)(Real* const* out, const StridedOf<Real>* in, std::size_t count);

/// An instruction made ready to run: what execute/record.hpp lays out in memory and the program runs one by one, each
/// over the `live` examples of a block.
template <class Real> struct Record;
template <class Real> using Execute = void (*)(const Record<Real>& record, std::size_t live);

/// The kernels that the records of an elementwise op execute, with no call in between. Null where there is no such
/// kernel. The operands of a contribution are the op's, its value, the cotangent.
template <class Real> struct RecordKernels {
  Execute<Real> value = nullptr;
  std::array<Execute<Real>, 3> contribution{};   ///< by operand
  std::array<Execute<Real>, 8> with_partials{};  ///< by the bits of the operands
};

/// One operand of a reduction along axes, with a run of `block_size` examples for each of its elements, which fills
/// cache lines.
template <class Real> struct RowCall {
  const Real* x = nullptr;
  Real* out = nullptr;
  Real* second = nullptr;        ///< of two ops at once: the second one's result
  const Shape* shape = nullptr;  ///< of the operand
  const Attributes* attributes = nullptr;
  std::size_t block_size = 0;
};
template <class Real> using RowKernel = void (*)(const RowCall<Real>& call);
/// A structural op with its attributes, for which a row kernel is wanted.
struct RowOp {
  const OpInfo* op = nullptr;
  const Attributes* attributes = nullptr;
};

/// Several sums over the examples i of a block: lane_sums[s][j] += Σ a[i]·b[i] over the i that leave the rest j, where
/// a and b are factors 2s and 2s + 1, runs of step 1; Σ a[i] where b has no data. Quickest where the sums of products
/// come first, and have their first factor in common.
template <class Real>
using AddUp = void (*)(const StridedOf<Real>* factors, Real* const* lane_sums, std::size_t sums, std::size_t examples);

/// out[k] = (a0[k]·b0[k] + a1[k]·b1[k]) + ..., each product and each sum rounded; factors are a0, b0, a1, b1, ...; a
/// factor b without data is left out.
template <class Real>
using SumOfProductsKernel = void (*)(Real* out, const StridedOf<Real>* factors, std::size_t terms, std::size_t count);

template <class Real> using MatrixKernel = void (*)(const MatrixCall<Real>& call);

/// All that a program asks of a language of ops, for one precision.
template <class Real> struct ProgramKernels {
  /// The kernels of an elementwise op, as OpInfo's, or null if there are none of this precision.
  ForwardKernel<Real> (*forward_of)(const OpInfo& op) = nullptr;
  ContributionKernel<Real> (*contribution_of)(const OpInfo& op) = nullptr;
  /// The value and the partials by the operands whose bits are set, in the order of the operands.
  FusedRun<Real> (*with_partials_of)(const OpInfo& op, std::uint32_t operands) = nullptr;
  /// On single numbers; null if there is nothing of the kind.
  const RecordKernels<Real>* (*single_of)(const OpInfo& op) = nullptr;
  /// On whole vectors, as many as fill cache lines: operands step by 1, or stay at a cache line of one number.
  const RecordKernels<Real>* (*vectors_of)(const OpInfo& op) = nullptr;
  /// A structural op of one operand over whole rows of examples at once; null where there is none.
  RowKernel<Real> (*rows_of)(const OpInfo& op) = nullptr;
  /// Two of them of one operand of that shape, which share their work; both results have the bits that each op alone
  /// gives. Null where there is nothing to share.
  RowKernel<Real> (*joined_rows_of)(const RowOp& first, const RowOp& second, const Shape& shape) = nullptr;
  SumOfProductsKernel<Real> sum_of_products = nullptr;
  /// Kernels for whole vectors, as records execute them, by the number of terms; no factor is left out.
  std::array<Execute<Real>, 9> sum_of_products_in_vectors{};
  /// (a·b)·c of like vectors, each product rounded, as a record executes it.
  Execute<Real> product_of_three_in_vectors = nullptr;
  AddUp<Real> add_up = nullptr;
  MatrixKernel<Real> multiply = nullptr;
};

}  // namespace chainrule::program
