// How an elementwise operation walks over operands that broadcast: in runs as long as possible.
#pragma once

#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::program {

/// An operand as it lies in memory: one number per element, or one per element and example of the block.
struct Layout {
  const Shape* shape = nullptr;
  bool per_example = false;
};

/// Runs of `length` numbers one after another in the result; in run r operand i begins at offsets[r · operands + i] and
/// steps by strides[i], which is 0 or 1.
struct Runs {
  std::size_t length = 1;
  std::size_t count = 1;
  std::vector<std::size_t> strides;
  std::vector<std::uint32_t> offsets;
};

/// For a result of that shape, with `block_size` numbers per element.
Runs plan_runs(const Shape& shape, std::span<const Layout> operands, std::size_t block_size);

/// Calls run(out, operands) for each run.
template <class Real, class Run> void for_each_run(const Record<Real>& record, const Runs& runs, Run run) {
  constexpr std::size_t kMostOperands = 8;
  const std::size_t operands = record.operands;
  const StridedOf<Real>* const in = record.in();
  std::array<StridedOf<Real>, kMostOperands> at;
  const std::uint32_t* offset = runs.offsets.data();
  for (std::size_t r = 0; r < runs.count; ++r, offset += operands) {
    for (std::size_t i = 0; i < operands; ++i) at[i] = {in[i].data + offset[i], in[i].stride};
    run(record.out + r * runs.length, at.data());
  }
}

}  // namespace chainrule::program
