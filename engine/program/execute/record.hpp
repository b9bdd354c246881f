// An instruction made ready to run: a kernel and the addresses it works on.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace chainrule::program {

/// Records stand one after another in memory, each with its operands behind it. `live` examples of a block count:
/// elementwise kernels compute the padding too, sums leave it out.
template <class Real> struct Record {
  using Kernel = void (*)();

  Execute<Real> execute = nullptr;
  std::uint32_t bytes = 0;  ///< to the next record
  std::uint16_t operands = 0;
  std::uint16_t by = 0;  ///< of a contribution: by which operand
  Real* out = nullptr;
  std::size_t count = 0;         ///< numbers per run
  Kernel kernel = nullptr;       ///< what `execute` calls
  const void* detail = nullptr;  ///< whatever else it needs

  const StridedOf<Real>* in() const { return reinterpret_cast<const StridedOf<Real>*>(this + 1); }
  StridedOf<Real>* in() { return reinterpret_cast<StridedOf<Real>*>(this + 1); }
};

/// Memory of ones: what a kernel reads for a factor or a cotangent that is left out, or an operand it does not use.
template <class Real>
alignas(64) inline constexpr std::array<Real, kParts<Real>> kOnes = [] {
  std::array<Real, kParts<Real>> ones{};
  ones.fill(1);
  return ones;
}();

}  // namespace chainrule::program
