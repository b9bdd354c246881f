// Executes sums over the examples of a block: they are added to the lane sums of earlier blocks.
#pragma once

#include <chainrule/engine/program/execute/record.hpp>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace chainrule::program {

/// Sums of scalars; operands come in pairs of factors, of which the second may have no data.
template <class Real> struct SumsTask {
  AddUp<Real> kernel;
  std::vector<Real*> lane_sums;  ///< of each sum

  void execute(const Record<Real>& record, std::size_t live) const {
    kernel(record.in(), lane_sums.data(), lane_sums.size(), live);
  }
};

/// The sum of an array: one sum for each of its elements.
template <class Real> struct ArraySumTask {
  AddUp<Real> kernel;
  Real* lane_sums;
  std::size_t elements;
  std::size_t a_step = 0, b_step = 0;       ///< numbers from element to element
  std::vector<std::uint32_t> offsets = {};  ///< where elements do not follow each other evenly: of a and b in turns

  void execute(const Record<Real>& record, std::size_t live) const {
    constexpr std::size_t kAtOnce = 8;
    std::array<StridedOf<Real>, 2 * kAtOnce> factors;
    std::array<Real*, kAtOnce> sums;
    std::size_t filled = 0;
    const StridedOf<Real>* const in = record.in();
    for (std::size_t element = 0; element < elements; ++element) {
      const auto [a, b] = offsets_of(element);
      factors[2 * filled] = {in[0].data + a, 1};
      factors[2 * filled + 1] = {in[1].data == nullptr ? nullptr : in[1].data + b, 1};
      sums[filled++] = lane_sums + element * kPerLine<Real>;
      if (filled < kAtOnce) continue;
      kernel(factors.data(), sums.data(), filled, live);
      filled = 0;
    }
    if (filled > 0) kernel(factors.data(), sums.data(), filled, live);
  }

 private:
  std::pair<std::size_t, std::size_t> offsets_of(std::size_t element) const {
    if (offsets.empty()) return {element * a_step, element * b_step};
    return {offsets[2 * element], offsets[2 * element + 1]};
  }
};

}  // namespace chainrule::program
