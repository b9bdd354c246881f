// Executes a value: an elementwise kernel over one run, or over several.
#pragma once

#include <chainrule/engine/program/execute/runs.hpp>

namespace chainrule::program {

template <class Real> struct ValueTask {
  ForwardKernel<Real> kernel;

  void execute(const Record<Real>& record, std::size_t) const { kernel(record.out, record.in(), record.count); }
};

template <class Real> struct ValueInRunsTask {
  ForwardKernel<Real> kernel;
  Runs runs;

  void execute(const Record<Real>& record, std::size_t) const {
    for_each_run(record, runs, [&](Real* out, const StridedOf<Real>* in) { kernel(out, in, record.count); });
  }
};

}  // namespace chainrule::program
