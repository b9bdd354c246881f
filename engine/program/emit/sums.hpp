// Records that move elements, and that sum them up along axes.
#pragma once

#include <chainrule/engine/program/analyse/moves.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace chainrule::program {

struct MovementDetail {
  std::size_t lanes = 1;
  std::vector<Move> moves;
  std::vector<bool> repeats;  ///< by operand: one number per element becomes a row
};

template <class Real> void execute_movement(const Record<Real>& record, std::size_t) {
  const MovementDetail& detail = *static_cast<const MovementDetail*>(record.detail);
  for (const Move& move : detail.moves) {
    Real* const to = record.out + move.to * detail.lanes;
    const std::size_t count = move.count * detail.lanes;
    if (move.operand == Move::kZeros) {
      std::fill_n(to, count, Real{0});
    } else if (detail.repeats[move.operand]) {
      const Real* const from = record.in()[move.operand].data + move.from;
      for (std::size_t i = 0; i < move.count; ++i) std::fill_n(to + i * detail.lanes, detail.lanes, from[i]);
    } else {
      std::copy_n(record.in()[move.operand].data + move.from * detail.lanes, count, to);
    }
  }
}

/// Single numbers of one operand, each from a place of its own.
struct PermutationDetail {
  std::vector<std::uint32_t> from;
};

template <class Real> void execute_permutation(const Record<Real>& record, std::size_t) {
  const auto& from = static_cast<const PermutationDetail*>(record.detail)->from;
  const Real* const in = record.in()->data;
  for (std::size_t i = 0; i < from.size(); ++i) record.out[i] = in[from[i]];
}

/// Runs of `count` numbers, each the sum of `terms` runs of the operand.
struct SumDetail {
  std::size_t count = 1, terms = 0;
  std::vector<std::uint32_t> offsets;  ///< runs · terms
  bool are_neighbours = true;          ///< the terms of a run of single numbers follow each other
};

/// Of the sums of x's elements that broadcasting would repeat an array of shape `kept` to.
SumDetail plan_sum(const Shape& x, const Shape& kept, std::size_t lanes);

/// With two operands, of their products.
template <class Real> void execute_sum(const Record<Real>& record, std::size_t) {
  const SumDetail& detail = *static_cast<const SumDetail*>(record.detail);
  const auto kernel = reinterpret_cast<decltype(ProgramKernels<Real>::sum_of_products)>(record.kernel);
  constexpr std::size_t kMostAtOnce = 16;
  std::array<StridedOf<Real>, 2 * kMostAtOnce> factors{};
  const Real* const a = record.in()[0].data;
  const Real* const b = record.operands == 2 ? record.in()[1].data : nullptr;
  Real* out = record.out;
  for (std::size_t run = 0; run < detail.offsets.size(); run += detail.terms, out += detail.count) {
    std::size_t filled = 0;
    for (std::size_t term = 0; term < detail.terms; ++term) {
      const std::size_t offset = detail.offsets[run + term];
      factors[2 * filled] = {a + offset, 1};
      factors[2 * filled++ + 1] = {b == nullptr ? nullptr : b + offset, 1};
      if (filled < kMostAtOnce && term + 1 < detail.terms) continue;
      kernel(out, factors.data(), filled, detail.count);
      factors[0] = {out, 1};
      factors[1] = {nullptr, 0};
      filled = 1;
    }
  }
}

/// Runs of single numbers, each the sum of `terms` neighbours, or of their products.
template <class Real> void execute_total(const Record<Real>& record, std::size_t) {
  const SumDetail& detail = *static_cast<const SumDetail*>(record.detail);
  const auto kernel = reinterpret_cast<AddUp<Real>>(record.kernel);
  const Real* const a = record.in()[0].data;
  const Real* const b = record.operands == 2 ? record.in()[1].data : nullptr;
  Real* out = record.out;
  for (std::size_t run = 0; run < detail.offsets.size(); run += detail.terms) {
    alignas(64) std::array<Real, kParts<Real>> parts{};
    const std::size_t first = detail.offsets[run];
    const StridedOf<Real> factors[] = {{a + first, 1}, {b == nullptr ? nullptr : b + first, 1}};
    Real* const of_sum = parts.data();
    kernel(factors, &of_sum, 1, detail.terms);
    *out++ = total_of(parts.data());
  }
}

}  // namespace chainrule::program
