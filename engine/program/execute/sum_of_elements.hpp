// Executes a sum along axes, or one of products.
#pragma once

#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <array>
#include <vector>

namespace chainrule::program {

/// Runs of `length` numbers, each the sum of `terms` runs of the operand.
struct SummedRuns {
  std::size_t length = 1, terms = 0;
  std::vector<std::uint32_t> offsets;  ///< by run, by term
  bool are_neighbours = true;          ///< the terms of a run of single numbers follow each other
};

/// For the sums of x's elements that broadcasting would repeat an array of shape `kept` to.
SummedRuns plan_sum(const Shape& x, const Shape& kept, std::size_t block_size);

template <class Real> struct SumOfElementsTask {
  SumOfProductsKernel<Real> kernel;
  SummedRuns runs;

  void execute(const Record<Real>& record, std::size_t) const {
    constexpr std::size_t kMostAtOnce = 16;
    std::array<StridedOf<Real>, 2 * kMostAtOnce> factors{};
    const Real* const a = record.in()[0].data;
    const Real* const b = record.operands == 2 ? record.in()[1].data : nullptr;
    Real* out = record.out;
    for (std::size_t run = 0; run < runs.offsets.size(); run += runs.terms, out += runs.length) {
      std::size_t filled = 0;
      for (std::size_t term = 0; term < runs.terms; ++term) {
        const std::size_t offset = runs.offsets[run + term];
        factors[2 * filled] = {a + offset, 1};
        factors[2 * filled++ + 1] = {b == nullptr ? nullptr : b + offset, 1};
        if (filled < kMostAtOnce && term + 1 < runs.terms) continue;
        kernel(out, factors.data(), filled, runs.length);
        factors[0] = {out, 1};
        factors[1] = {nullptr, 0};
        filled = 1;
      }
    }
  }
};

/// Runs of single numbers, each the sum of `terms` neighbours, or of their products.
template <class Real> struct TotalsTask {
  AddUp<Real> kernel;
  SummedRuns runs;

  void execute(const Record<Real>& record, std::size_t) const {
    const Real* const a = record.in()[0].data;
    const Real* const b = record.operands == 2 ? record.in()[1].data : nullptr;
    Real* out = record.out;
    for (std::size_t run = 0; run < runs.offsets.size(); run += runs.terms) {
      alignas(64) std::array<Real, kPerLine<Real>> lane_sums{};
      const std::size_t first = runs.offsets[run];
      const StridedOf<Real> factors[] = {{a + first, 1}, {b == nullptr ? nullptr : b + first, 1}};
      Real* const sums = lane_sums.data();
      kernel(factors, &sums, 1, runs.terms);
      *out++ = total_of(lane_sums.data());
    }
  }
};

}  // namespace chainrule::program
