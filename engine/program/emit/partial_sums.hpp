// Where the sums over examples are kept while blocks add to them.
#pragma once

#include <chainrule/engine/program/plan/plan.hpp>

#include <cstddef>
#include <vector>

namespace chainrule::program {

/// Where each sum's partial sums begin, by node, and how many numbers all take.
struct PartialSumsPlan {
  std::vector<std::size_t> offsets;
  std::size_t size = 0;
  std::size_t added = 0;  ///< the numbers that blocks add to; behind them, what the first block writes
};

template <class Real> PartialSumsPlan plan_partial_sums(const Plan& plan);

}  // namespace chainrule::program
