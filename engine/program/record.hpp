// An instruction made ready to run: a kernel and the addresses it works on.
#pragma once

#include <chainrule/engine/program/kernels.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace chainrule::program {

/// Records stand one after another in memory, each with its operands behind it. `live` examples of a block count:
/// elementwise kernels compute the padding too, sums leave it out.
template <class Real> struct Record {
  using Execute = void (*)(const Record& record, std::size_t live);
  using Kernel = void (*)();

  Execute execute = nullptr;
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

/// An elementwise op on single numbers. Null where there is none.
struct SingleKernels {
  using Execute = Record<double>::Execute;
  Execute value = nullptr;
  std::array<Execute, 3> contribution{};  ///< by operand
  std::array<Execute, 8>
      with_partials{};  ///< by the bits of the operands; the record's detail are the results' addresses
};

}  // namespace chainrule::program
