// What the kinds of records do.
#pragma once

#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/program/execute/record.hpp>
#include <chainrule/engine/program/execute/runs.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace chainrule::program {

/// A wrong number in the data, met while computing that example of the block.
struct BadExample {
  std::string message;
  std::size_t lane;
};

inline constexpr std::size_t kMostOperands = 8;

template <class Real> void execute_forward(const Record<Real>& record, std::size_t) {
  reinterpret_cast<ForwardKernel<Real>>(record.kernel)(record.out, record.in(), record.count);
}

/// Calls run(out, operands) for each run.
template <class Real, class Run> void for_each_run(const Record<Real>& record, const Rows& rows, Run run) {
  const std::size_t operands = record.operands;
  const StridedOf<Real>* const in = record.in();
  std::array<StridedOf<Real>, kMostOperands> at;
  const std::uint32_t* offset = rows.offsets.data();
  for (std::size_t row = 0; row < rows.rows; ++row, offset += operands) {
    for (std::size_t i = 0; i < operands; ++i) at[i] = {in[i].data + offset[i], in[i].stride};
    run(record.out + row * rows.count, at.data());
  }
}

template <class Real> void execute_forward_rows(const Record<Real>& record, std::size_t) {
  const auto kernel = reinterpret_cast<ForwardKernel<Real>>(record.kernel);
  for_each_run(record, *static_cast<const Rows*>(record.detail),
               [&](Real* out, const StridedOf<Real>* in) { kernel(out, in, record.count); });
}

/// A single number out of single numbers.
template <class Real> void execute_single_sum_of_products(const Record<Real>& record, std::size_t) {
  const StridedOf<Real>* const in = record.in();
  const auto term = [in](std::size_t i) {
    return in[i + 1].data == nullptr ? *in[i].data : *in[i].data * *in[i + 1].data;
  };
  Real sum = term(0);
  for (std::size_t i = 2; i < record.operands; i += 2) sum = sum + term(i);
  *record.out = sum;
}

/// Several results from the same operands: where they go, and the runs.
template <class Real> struct FusedDetail {
  static constexpr std::size_t kMostResults = 4;
  std::array<Real*, kMostResults> out{};
  std::size_t results = 0;
  Rows rows;
};

template <class Real> void execute_fused(const Record<Real>& record, std::size_t) {
  const auto& detail = *static_cast<const FusedDetail<Real>*>(record.detail);
  reinterpret_cast<FusedRun<Real>>(record.kernel)(detail.out.data(), record.in(), record.count);
}

template <class Real> void execute_fused_rows(const Record<Real>& record, std::size_t) {
  const auto& detail = *static_cast<const FusedDetail<Real>*>(record.detail);
  std::array<Real*, FusedDetail<Real>::kMostResults> out = detail.out;
  for_each_run(record, detail.rows, [&](Real*, const StridedOf<Real>* in) {
    reinterpret_cast<FusedRun<Real>>(record.kernel)(out.data(), in, record.count);
    for (std::size_t i = 0; i < detail.results; ++i) out[i] += record.count;
  });
}

/// Operands: the op's, its value, the cotangent.
template <class Real> void execute_contribution(const Record<Real>& record, std::size_t) {
  const StridedOf<Real>* const in = record.in();
  const std::size_t arity = record.operands - 2U;
  reinterpret_cast<ContributionKernel<Real>>(record.kernel)(record.by, record.out, in[arity + 1], in, in[arity],
                                                            record.count);
}

template <class Real> void execute_contribution_rows(const Record<Real>& record, std::size_t) {
  const auto kernel = reinterpret_cast<ContributionKernel<Real>>(record.kernel);
  const std::size_t arity = record.operands - 2U;
  for_each_run(record, *static_cast<const Rows*>(record.detail), [&](Real* out, const StridedOf<Real>* in) {
    kernel(record.by, out, in[arity + 1], in, in[arity], record.count);
  });
}

template <class Real> using SumOfProductsKernel = decltype(ProgramKernels<Real>::sum_of_products);

template <class Real> void execute_sum_of_products(const Record<Real>& record, std::size_t) {
  reinterpret_cast<SumOfProductsKernel<Real>>(record.kernel)(record.out, record.in(), record.operands / 2U,
                                                             record.count);
}

/// A structural kernel, once or for each example of a block.
struct StructuralDetail {
  const OpInfo* op = nullptr;
  const Attributes* attributes = nullptr;
  const Shape* shape = nullptr;
  std::vector<const Shape*> operand_shapes;
  std::vector<bool> per_example;
  std::size_t lanes = 1;
  // Room for one example, and where the kernel finds it.
  mutable std::vector<ArrayView> views;
  mutable std::vector<std::vector<double>> copies;
  mutable std::vector<double> result;
};

template <class Real> void execute_structural(const Record<Real>& record, std::size_t live);

/// The detail is the call, but for the operand, which may lie in the data.
template <class Real> void execute_rows(const Record<Real>& record, std::size_t) {
  RowCall<Real> call = *static_cast<const RowCall<Real>*>(record.detail);
  call.x = record.in()->data;
  reinterpret_cast<RowKernel<Real>>(record.kernel)(call);
}

/// Products of matrices that differ in their offsets and sizes only.
struct MatrixDetail {
  struct Offsets {
    std::size_t a = 0, b = 0, c = 0;
    std::size_t rows = 0, inner = 0, columns = 0;
    std::size_t first_row = 0;  ///< of the result, as offsets of rows are counted
    bool begins = true;         ///< over the examples: nothing was added to c in this block yet
  };
  std::vector<Offsets> offsets;
  /// The same but for products with zeros of a, which may be left out where the first `guarded_rows` rows of b are
  /// finite.
  std::vector<Offsets> without_zeros;
  std::size_t guarded_rows = 0;
  void (*add_up)() = nullptr;
  void (*multiply_large)() = nullptr;
  std::size_t a_step = 0, b_step = 0, c_step = 0;
  bool a_transposed = false, b_transposed = false;
  bool subtracts_offsets = false;  ///< the third operand
  bool swapped = false;            ///< the first factor is the second operand
  bool over_examples = false;      ///< the inner axis are the examples
  const bool* is_first = nullptr;  ///< whether results are not yet there to be added to
};

/// Whether rows of numbers are finite; where their sums overflow, the answer is no.
template <class Real> bool are_finite(const Real* rows, std::size_t count, std::size_t lanes, AddUp<Real> add_up) {
  alignas(64) std::array<Real, kParts<Real>> parts{};
  for (std::size_t row = 0; row < count; ++row) {
    const StridedOf<Real> factors[] = {{rows + row * lanes, 1}, {nullptr, 0}};
    Real* const of_sum = parts.data();
    add_up(factors, &of_sum, 1, lanes);
  }
  return std::ranges::all_of(parts, [](Real part) { return part - part == 0; });
}

template <class Real> const std::vector<MatrixDetail::Offsets>& products_of(const MatrixDetail& detail, const Real* b) {
  const auto add_up = reinterpret_cast<AddUp<Real>>(detail.add_up);
  const bool are_enough = !detail.without_zeros.empty() && are_finite(b, detail.guarded_rows, detail.b_step, add_up);
  return are_enough ? detail.without_zeros : detail.offsets;
}

template <class Real> void execute_matrix_product(const Record<Real>& record, std::size_t live) {
  const MatrixDetail& detail = *static_cast<const MatrixDetail*>(record.detail);
  const Real* const a = record.in()[detail.swapped ? 1 : 0].data;
  const Real* const b = record.in()[detail.swapped ? 0 : 1].data;
  const Real* const row_offsets = record.operands > 2 ? record.in()[2].data : nullptr;
  MatrixProduct<Real> product{.a_step = detail.a_step,
                              .b_step = detail.b_step,
                              .c_step = detail.c_step,
                              .a_transposed = detail.a_transposed,
                              .b_transposed = detail.b_transposed,
                              .subtracts_offsets = detail.subtracts_offsets};
  for (const MatrixDetail::Offsets& at : products_of(detail, b)) {
    product.a = a + at.a;
    product.b = b + at.b;
    product.c = record.out + at.c;
    product.row_offsets = row_offsets == nullptr ? nullptr : row_offsets + at.first_row;
    product.rows = at.rows;
    product.inner = detail.over_examples ? live : at.inner;
    product.columns = at.columns;
    product.adds = detail.over_examples && !(at.begins && *detail.is_first);
    const auto multiply_large = reinterpret_cast<MultiplyLarge<Real>>(detail.multiply_large);
    if (multiply_large == nullptr || !is_large(product) || !multiply_large(product))
      reinterpret_cast<decltype(ProgramKernels<Real>::multiply)>(record.kernel)(product);
  }
}

/// out[row] = Σ a[row, k]·b[row, k], example by example.
struct LanewiseDetail {
  struct Term {
    std::size_t a = 0, b = 0;
  };
  std::size_t terms = 0;
  std::vector<Term> offsets;  ///< rows · terms
};

template <class Real> void execute_lanewise_product(const Record<Real>& record, std::size_t) {
  const LanewiseDetail& detail = *static_cast<const LanewiseDetail*>(record.detail);
  const auto kernel = reinterpret_cast<SumOfProductsKernel<Real>>(record.kernel);
  const Real* const a = record.in()[0].data;
  const Real* const b = record.in()[1].data;
  Real* out = record.out;
  for (std::size_t first = 0; first < detail.offsets.size(); first += detail.terms, out += record.count)
    for (std::size_t k = 0; k < detail.terms; ++k) {
      const LanewiseDetail::Term& at = detail.offsets[first + k];
      const StridedOf<Real> factors[] = {{a + at.a, 1}, {b + at.b, 1}, {out, 1}, {nullptr, 0}};
      if (k == 0)
        kernel(out, factors, 1, record.count);
      else
        kernel(out, factors, 2, record.count);
    }
}

/// Sums over the examples of a block; operands come in pairs of factors, of which the second may have no data.
template <class Real> struct SumsDetail {
  std::size_t rows = 1;                ///< per sum
  std::size_t a_step = 0, b_step = 0;  ///< numbers from row to row
  std::vector<std::uint32_t> offsets;  ///< where rows do not follow each other evenly: of a and b, row by row
  std::vector<Real*> parts;            ///< of each sum

  std::pair<std::size_t, std::size_t> offsets_of(std::size_t row) const {
    if (offsets.empty()) return {row * a_step, row * b_step};
    return {offsets[2 * row], offsets[2 * row + 1]};
  }
};

template <class Real> void execute_sums(const Record<Real>& record, std::size_t live) {
  const auto& detail = *static_cast<const SumsDetail<Real>*>(record.detail);
  reinterpret_cast<AddUp<Real>>(record.kernel)(record.in(), detail.parts.data(), detail.parts.size(), live);
}

template <class Real> void execute_sums_of_rows(const Record<Real>& record, std::size_t live) {
  const auto& detail = *static_cast<const SumsDetail<Real>*>(record.detail);
  const auto kernel = reinterpret_cast<AddUp<Real>>(record.kernel);
  constexpr std::size_t kAtOnce = 8;
  std::array<StridedOf<Real>, 2 * kAtOnce> factors;
  std::array<Real*, kAtOnce> parts;
  std::size_t filled = 0;
  const StridedOf<Real>* in = record.in();
  for (std::size_t sum = 0; sum < detail.parts.size(); ++sum, in += 2)
    for (std::size_t row = 0; row < detail.rows; ++row) {
      const auto [a, b] = detail.offsets_of(row);
      factors[2 * filled] = {in[0].data + a, 1};
      factors[2 * filled + 1] = {in[1].data == nullptr ? nullptr : in[1].data + b, 1};
      parts[filled++] = detail.parts[sum] + row * kParts<Real>;
      if (filled < kAtOnce) continue;
      kernel(factors.data(), parts.data(), filled, live);
      filled = 0;
    }
  if (filled > 0) kernel(factors.data(), parts.data(), filled, live);
}

}  // namespace chainrule::program
