// Executes a contribution: cotangent · partial, over one run or over several.
#pragma once

#include <chainrule/engine/program/execute/runs.hpp>

namespace chainrule::program {

/// The kernel's operands are the op's, its value, the cotangent.
template <class Real> struct ContributionTask {
  ContributionKernel<Real> kernel;
  std::size_t by;  ///< which operand

  void execute(const Record<Real>& record, std::size_t) const { contribute(record, record.out, record.in()); }
  void contribute(const Record<Real>& record, Real* out, const StridedOf<Real>* in) const {
    const std::size_t arity = record.operands - 2U;
    kernel(by, out, in[arity + 1], in, in[arity], record.count);
  }
};

template <class Real> struct ContributionInRunsTask {
  ContributionTask<Real> one;
  Runs runs;

  void execute(const Record<Real>& record, std::size_t) const {
    for_each_run(record, runs, [&](Real* out, const StridedOf<Real>* in) { one.contribute(record, out, in); });
  }
};

}  // namespace chainrule::program
