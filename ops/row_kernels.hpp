// Structural ops over rows of examples, for the CPU at hand.
#pragma once

#include <chainrule/engine/program/kernels.hpp>

namespace chainrule {

template <class Real> struct RowKernels {
  program::RowKernel<Real> logsumexp = nullptr, softmax = nullptr, log_softmax = nullptr;
};

/// Null for an op that has no such kernel.
program::RowKernel<double> double_rows_of(const OpInfo& op);
program::RowKernel<float> float_rows_of(const OpInfo& op);

}  // namespace chainrule
