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
  Execute<Real> execute = nullptr;
  std::uint32_t bytes = 0;  ///< to the next record
  std::uint32_t operands = 0;
  Real* out = nullptr;
  std::size_t count = 0;         ///< numbers per run
  const void* detail = nullptr;  ///< whatever else `execute` needs

  const StridedOf<Real>* in() const { return reinterpret_cast<const StridedOf<Real>*>(this + 1); }
  StridedOf<Real>* in() { return reinterpret_cast<StridedOf<Real>*>(this + 1); }
  /// The detail of RecordKernels::with_partials: where the value and the partials go.
  Real* const* results() const { return static_cast<Real* const*>(detail); }
};

/// Executes most records: their detail is a task, of one struct or another, which has the kernel that it calls and
/// whatever that needs.
template <class Task, class Real> void execute_task(const Record<Real>& record, std::size_t live) {
  static_cast<const Task*>(record.detail)->execute(record, live);
}

/// Memory of ones: what a kernel reads for a factor or a cotangent that is left out, or an operand it does not use.
template <class Real>
alignas(64) inline constexpr std::array<Real, kPerLine<Real>> kOnes = [] {
  std::array<Real, kPerLine<Real>> ones{};
  ones.fill(1);
  return ones;
}();

}  // namespace chainrule::program
