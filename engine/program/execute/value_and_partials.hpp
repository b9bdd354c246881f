// Executes a value and partials: a kernel with several results, over one run or over several.
#pragma once

#include <chainrule/engine/program/execute/runs.hpp>

#include <array>

namespace chainrule::program {

/// Where the results go: the value and the partials by up to three operands.
template <class Real> using ResultAddresses = std::array<Real*, 4>;

template <class Real> struct ValueAndPartialsTask {
  FusedRun<Real> kernel;
  ResultAddresses<Real> out;

  void execute(const Record<Real>& record, std::size_t) const { kernel(out.data(), record.in(), record.count); }
};

template <class Real> struct ValueAndPartialsInRunsTask {
  FusedRun<Real> kernel;
  ResultAddresses<Real> out;
  std::size_t results;
  Runs runs;

  void execute(const Record<Real>& record, std::size_t) const {
    ResultAddresses<Real> to = out;
    for_each_run(record, runs, [&](Real*, const StridedOf<Real>* in) {
      kernel(to.data(), in, record.count);
      for (std::size_t i = 0; i < results; ++i) to[i] += record.count;
    });
  }
};

}  // namespace chainrule::program
