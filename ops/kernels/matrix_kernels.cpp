// The inner loops of programs over whole rows of numbers, compiled for every CPU target and chosen when first asked
// for.
#include <chainrule/ops/carriers/lanes_targets.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chainrule/ops/kernels/matrix_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/ops/kernels/matrix_kernels.hpp>
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace chainrule::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using program::MatrixCall;

constexpr std::size_t kPanelVectors = 4;

/// kRows × kVectors vectors of c = a·b.
template <std::size_t kRows, std::size_t kVectors, class D, class Real = hn::TFromD<D>>
HWY_INLINE void multiply_tile(D d, const MatrixCall<Real>& p, std::size_t row, std::size_t column) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sums[kRows][kVectors];
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[r][v] = p.adds ? hn::LoadU(d, p.c + (row + r) * p.c_step + column + v * lanes) : hn::Zero(d);
  const std::size_t along_row = p.a_transposed ? 1 : p.a_step, along_inner = p.a_transposed ? p.a_step : 1;
  const Real* a = p.a + row * along_row;
  const Real* b = p.b + column;
  for (std::size_t k = 0; k < p.inner; ++k, a += along_inner, b += p.b_step) {
    hn::Vec<D> bs[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) bs[v] = hn::LoadU(d, b + v * lanes);
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto factor = hn::Set(d, a[r * along_row]);
      for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(factor, bs[v], sums[r][v]);
    }
  }
  if (p.row_offsets != nullptr)
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto offset = hn::Set(d, p.row_offsets[row + r]);
      for (std::size_t v = 0; v < kVectors; ++v)
        sums[r][v] = p.subtracts_offsets ? hn::Sub(sums[r][v], offset) : hn::Add(sums[r][v], offset);
    }
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t v = 0; v < kVectors; ++v)
      hn::StoreU(sums[r][v], d, p.c + (row + r) * p.c_step + column + v * lanes);
}

template <std::size_t kVectors, class D, class Real = hn::TFromD<D>>
HWY_INLINE void multiply_columns(D d, const MatrixCall<Real>& p, std::size_t column) {
  std::size_t row = 0;
  for (; row + 6 <= p.rows; row += 6) multiply_tile<6, kVectors>(d, p, row, column);
  switch (p.rows - row) {
    case 5:
      return multiply_tile<5, kVectors>(d, p, row, column);
    case 4:
      return multiply_tile<4, kVectors>(d, p, row, column);
    case 3:
      return multiply_tile<3, kVectors>(d, p, row, column);
    case 2:
      return multiply_tile<2, kVectors>(d, p, row, column);
    case 1:
      return multiply_tile<1, kVectors>(d, p, row, column);
    default:
      return;
  }
}

template <class Real> void multiply_by_rows(const MatrixCall<Real>& p) {
  const hn::ScalableTag<Real> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t column = 0;
  if (p.rows < 4) {  // few rows leave registers free for more columns
    for (; column + 8 * lanes <= p.columns; column += 8 * lanes) {
      for (std::size_t row = 0; row < p.rows; ++row) multiply_tile<1, 8>(d, p, row, column);
    }
  }
  for (; column + 4 * lanes <= p.columns; column += 4 * lanes) multiply_columns<4>(d, p, column);
  for (; column + lanes <= p.columns; column += lanes) multiply_columns<1>(d, p, column);
  const hn::CappedTag<Real, 1> one;
  for (; column < p.columns; ++column) multiply_columns<1>(one, p, column);
}

#if HWY_TARGET != HWY_SCALAR
/// Two rows of four sums each from vectors of eight lanes, all shuffled together.
template <class D, class Real = hn::TFromD<D>>
HWY_INLINE void add_sums_of_lanes(D d, const MatrixCall<Real>& p, std::size_t row, std::size_t column,
                                  const hn::Vec<D>* first, const hn::Vec<D>* second) {
  const auto pair = [d](auto a, auto b)
                        HWY_ATTR { return hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b)); };
  const auto halves = [d](auto a, auto b)
                          HWY_ATTR { return hn::Add(hn::ConcatLowerLower(d, b, a), hn::ConcatUpperUpper(d, b, a)); };
  const auto x = halves(pair(first[0], first[1]), pair(second[0], second[1]));
  const auto y = halves(pair(first[2], first[3]), pair(second[2], second[3]));
  const auto x_sums = hn::Add(x, hn::SwapAdjacentBlocks(x)), y_sums = hn::Add(y, hn::SwapAdjacentBlocks(y));
  const auto sums = hn::OddEvenBlocks(y_sums, x_sums);
  const hn::Half<D> half;
  Real* const to = p.c + row * p.c_step + column;
  const auto store = [&](Real* place, auto four)
                         HWY_ATTR { hn::StoreU(p.adds ? hn::Add(hn::LoadU(half, place), four) : four, half, place); };
  store(to, hn::LowerHalf(half, sums));
  store(to + p.c_step, hn::UpperHalf(half, sums));
}
#endif

/// kRows × kColumns sums along the inner axis, which both factors have last.
template <std::size_t kRows, std::size_t kColumns, class D, class Real = hn::TFromD<D>>
HWY_INLINE void multiply_along_rows_tile(D d, const MatrixCall<Real>& p, std::size_t row, std::size_t column) {
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<D> sums[kRows][kColumns];
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kColumns; ++c) sums[r][c] = hn::Zero(d);
  std::size_t k = 0;
  for (; k + lanes <= p.inner; k += lanes) {
    hn::Vec<D> bs[kColumns];
    for (std::size_t c = 0; c < kColumns; ++c) bs[c] = hn::LoadU(d, p.b + (column + c) * p.b_step + k);
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto factor = hn::LoadU(d, p.a + (row + r) * p.a_step + k);
      for (std::size_t c = 0; c < kColumns; ++c) sums[r][c] = hn::MulAdd(factor, bs[c], sums[r][c]);
    }
  }
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kRows % 2 == 0 && kColumns == 4 && hn::MaxLanes(D()) == 8) {
    if (k == p.inner) {
      for (std::size_t r = 0; r < kRows; r += 2) add_sums_of_lanes(d, p, row + r, column, sums[r], sums[r + 1]);
      return;
    }
  }
#endif
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kColumns; ++c) {
      Real sum = hn::GetLane(hn::SumOfLanes(d, sums[r][c]));
      for (std::size_t rest = k; rest < p.inner; ++rest)
        sum += p.a[(row + r) * p.a_step + rest] * p.b[(column + c) * p.b_step + rest];
      Real& to = p.c[(row + r) * p.c_step + column + c];
      to = p.adds ? to + sum : sum;
    }
}

template <std::size_t kRows, class Real> void multiply_along_rows_of(const MatrixCall<Real>& p, std::size_t row) {
  const hn::ScalableTag<Real> d;
  std::size_t column = 0;
  for (; column + 4 <= p.columns; column += 4) multiply_along_rows_tile<kRows, 4>(d, p, row, column);
  for (; column < p.columns; ++column) multiply_along_rows_tile<kRows, 1>(d, p, row, column);
}

/// Rows `first` and on of b, in `inner` × `width` numbers that follow each other.
template <class Real>
void pack(const MatrixCall<Real>& p, std::size_t first, std::size_t inner, std::size_t column, std::size_t width,
          Real* packed) {
  if (p.b_transposed) {
    for (std::size_t c = 0; c < width; ++c)
      for (std::size_t k = 0; k < inner; ++k) packed[k * width + c] = p.b[(column + c) * p.b_step + first + k];
    return;
  }
  for (std::size_t k = 0; k < inner; ++k) std::copy_n(p.b + (first + k) * p.b_step + column, width, packed + k * width);
}

/// Adds what a panel of b, packed on the stack, gives to columns of c. Sums go on from panel to panel, so that they
/// have the same bits as without panels.
template <std::size_t kMostInner, class Real>
void multiply_panel(const MatrixCall<Real>& p, std::size_t first, std::size_t column) {
  const hn::ScalableTag<Real> d;
  constexpr std::size_t kMostLanes = 64 / sizeof(Real);
  HWY_ALIGN Real packed[kMostInner * kPanelVectors * kMostLanes];
  MatrixCall<Real> panel = p;
  panel.inner = std::min(kMostInner, p.inner - first);
  panel.a += first * (p.a_transposed ? p.a_step : 1);
  panel.b = packed;
  panel.b_step = kPanelVectors * hn::Lanes(d);
  panel.c += column;
  panel.adds = p.adds || first > 0;
  if (first + panel.inner < p.inner) panel.row_offsets = nullptr;
  pack(p, first, panel.inner, column, panel.b_step, packed);
  multiply_columns<kPanelVectors>(d, panel, 0);
}

/// Panels, and how many columns they cover. Of large factors, a panel of a's columns is in the second cache for all
/// of b's, which are in the first: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
template <class Real> std::size_t multiply_panels(const MatrixCall<Real>& p) {
  constexpr std::size_t kInner = 64, kLargeInner = 128;
  const std::size_t width = kPanelVectors * hn::Lanes(hn::ScalableTag<Real>());
  const std::size_t covered = p.columns / width * width;
  if (program::is_large(p)) {
    for (std::size_t first = 0; first < p.inner; first += kLargeInner)
      for (std::size_t column = 0; column < covered; column += width) multiply_panel<kLargeInner>(p, first, column);
  } else {
    for (std::size_t column = 0; column < covered; column += width)
      for (std::size_t first = 0; first < p.inner; first += kInner) multiply_panel<kInner>(p, first, column);
  }
  return covered;
}

/// The product without its first columns.
template <class Real> MatrixCall<Real> without_columns(MatrixCall<Real> p, std::size_t columns) {
  p.columns -= columns;
  p.b += columns * (p.b_transposed ? p.b_step : 1);
  p.c += columns;
  return p;
}

template <class Real> void multiply_along_rows(const MatrixCall<Real>& product) {
  const bool has_many_rows = product.rows >= 16 && product.inner > 0;  // worth turning b over
  const MatrixCall<Real> p = has_many_rows ? without_columns(product, multiply_panels(product)) : product;
  std::size_t row = 0;
  for (; row + 4 <= p.rows; row += 4) multiply_along_rows_of<4>(p, row);
  for (; row + 2 <= p.rows; row += 2) multiply_along_rows_of<2>(p, row);
  for (; row < p.rows; ++row) multiply_along_rows_of<1>(p, row);
}

template <class Real> void multiply(const MatrixCall<Real>& p) {
  if (p.b_transposed)
    multiply_along_rows(p);
  else
    multiply_by_rows(program::is_large(p) ? without_columns(p, multiply_panels(p)) : p);
}

void multiply_double(const MatrixCall<double>& p) { multiply(p); }
void multiply_float(const MatrixCall<float>& p) { multiply(p); }

}  // namespace chainrule::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <chainrule/ops/carriers/dispatch.hpp>
#include <chainrule/ops/kernels/example_sums.hpp>
#include <chainrule/ops/kernels/row_kernels.hpp>
#include <chainrule/ops/kernels/sums_of_products.hpp>

namespace chainrule {

CHAINRULE_EXPORT(multiply_double);
CHAINRULE_EXPORT(multiply_float);

program::ProgramKernels<double> block_kernels_double() {
  program::ProgramKernels<double> kernels;
  kernels.forward_of = [](const OpInfo& op) {
    const LaneKernels<double>* lanes = standard_ops().find_lanes(op);
    return lanes != nullptr ? lanes->forward : op.forward;
  };
  kernels.contribution_of = [](const OpInfo& op) {
    const LaneKernels<double>* lanes = standard_ops().find_lanes(op);
    return lanes != nullptr ? lanes->contribution : op.contribution;
  };
  kernels.with_partials_of = [](const OpInfo& op, std::uint32_t operands) -> program::FusedRun<double> {
    const LaneKernels<double>* lanes = standard_ops().find_lanes(op);
    return lanes != nullptr && operands < lanes->with_partials.size() ? lanes->with_partials[operands].run : nullptr;
  };
  kernels.vectors_of = [](const OpInfo& op) -> const program::RecordKernels<double>* {
    const LaneKernels<double>* lanes = standard_ops().find_lanes(op);
    return lanes != nullptr ? &lanes->records : nullptr;
  };
  kernels.single_of = [](const OpInfo& op) -> const program::RecordKernels<double>* {
    const OpSet& set = standard_ops();
    const auto found = std::ranges::find(set.ops, &op);
    return found == set.ops.end() ? nullptr : &set.singles[static_cast<std::size_t>(found - set.ops.begin())];
  };
  kernels.rows_of = &double_rows_of;
  kernels.joined_rows_of = &double_joined_rows_of;
  add_sums_of_products(kernels);
  kernels.add_up = double_example_sums();
  kernels.multiply = CHAINRULE_DISPATCH(multiply_double);
  return kernels;
}

program::ProgramKernels<float> block_kernels_float() {
  program::ProgramKernels<float> kernels;
  kernels.forward_of = [](const OpInfo& op) {
    const LaneKernels<float>* lanes = standard_ops().find_float_lanes(op);
    return lanes != nullptr ? lanes->forward : nullptr;
  };
  kernels.contribution_of = [](const OpInfo& op) {
    const LaneKernels<float>* lanes = standard_ops().find_float_lanes(op);
    return lanes != nullptr ? lanes->contribution : nullptr;
  };
  kernels.with_partials_of = [](const OpInfo& op, std::uint32_t operands) -> program::FusedRun<float> {
    const LaneKernels<float>* lanes = standard_ops().find_float_lanes(op);
    return lanes != nullptr && operands < lanes->with_partials.size() ? lanes->with_partials[operands].run : nullptr;
  };
  kernels.vectors_of = [](const OpInfo& op) -> const program::RecordKernels<float>* {
    const LaneKernels<float>* lanes = standard_ops().find_float_lanes(op);
    return lanes != nullptr ? &lanes->records : nullptr;
  };
  kernels.rows_of = &float_rows_of;
  kernels.joined_rows_of = &float_joined_rows_of;
  add_sums_of_products(kernels);
  kernels.add_up = float_example_sums();
  kernels.multiply = CHAINRULE_DISPATCH(multiply_float);
  return kernels;
}

}  // namespace chainrule
#endif
