// Records that move elements, and that sum them up along axes.
#pragma once

#include <chainrule/engine/program/movement.hpp>
#include <chainrule/engine/program/record.hpp>

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

/// Runs of `count` numbers, each the sum of `terms` runs of the operand.
struct SumDetail {
  std::size_t count = 1, terms = 0;
  std::vector<std::uint32_t> offsets;  ///< runs · terms
};

/// Of the sums of x's elements that broadcasting would repeat an array of shape `kept` to.
SumDetail plan_sum(const Shape& x, const Shape& kept, std::size_t lanes);

template <class Real> void execute_sum(const Record<Real>& record, std::size_t) {
  const SumDetail& detail = *static_cast<const SumDetail*>(record.detail);
  const auto kernel = reinterpret_cast<decltype(ProgramKernels<Real>::sum_of_products)>(record.kernel);
  constexpr std::size_t kMostAtOnce = 16;
  std::array<StridedOf<Real>, 2 * kMostAtOnce> factors{};
  Real* out = record.out;
  for (std::size_t run = 0; run < detail.offsets.size(); run += detail.terms, out += detail.count) {
    std::size_t filled = 0;
    for (std::size_t term = 0; term < detail.terms; ++term) {
      factors[2 * filled++] = {record.in()->data + detail.offsets[run + term], 1};
      if (filled < kMostAtOnce && term + 1 < detail.terms) continue;
      kernel(out, factors.data(), filled, detail.count);
      factors[0] = {out, 1};
      filled = 1;
    }
  }
}

/// The sum of neighbouring numbers.
template <class Real> void execute_total(const Record<Real>& record, std::size_t) {
  const SumDetail& detail = *static_cast<const SumDetail*>(record.detail);
  alignas(64) std::array<Real, kParts<Real>> parts{};
  reinterpret_cast<decltype(ProgramKernels<Real>::accumulate)>(record.kernel)(parts.data(), record.in()->data, 0,
                                                                              nullptr, 0, 1, detail.terms);
  *record.out = total_of(parts.data());
}

}  // namespace chainrule::program
