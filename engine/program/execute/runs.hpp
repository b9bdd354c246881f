// How an elementwise operation walks over operands that broadcast: in runs as long as possible.
#pragma once

#include <chainrule/engine/base/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::program {

/// An operand as it lies in memory: one number per element, or a row of `lanes` numbers, one per example.
struct Layout {
  const Shape* shape = nullptr;
  bool per_example = false;
};

/// Runs of `count` numbers one after another in the result; in run r operand i begins at offsets[r · operands + i] and
/// steps by strides[i], which is 0 or 1.
struct Rows {
  std::size_t count = 1;
  std::size_t rows = 1;
  std::vector<std::size_t> strides;
  std::vector<std::uint32_t> offsets;
};

/// Of a result of that shape, with `lanes` numbers per element.
Rows plan_rows(const Shape& shape, std::span<const Layout> operands, std::size_t lanes);

}  // namespace chainrule::program
