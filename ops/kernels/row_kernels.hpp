// Structural ops over rows of examples, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

namespace chainrule {

template <class Real> struct RowKernels {
  program::RowKernel<Real> logsumexp = nullptr, softmax = nullptr, log_softmax = nullptr;
  program::RowKernel<Real> logsumexp_slope = nullptr;
  program::RowKernel<Real> logsumexp_and_slope = nullptr, slope_and_logsumexp = nullptr;
  program::RowKernel<Real> log_softmax_and_softmax = nullptr, softmax_and_log_softmax = nullptr;
};

/// Null for an op that has no such kernel.
program::RowKernel<double> double_rows_of(const OpInfo& op);
program::RowKernel<float> float_rows_of(const OpInfo& op);
/// Null unless the two have exponentials in common.
program::RowKernel<double> double_joined_rows_of(const program::RowOp& first, const program::RowOp& second,
                                                 const Shape& shape);
program::RowKernel<float> float_joined_rows_of(const program::RowOp& first, const program::RowOp& second,
                                               const Shape& shape);

}  // namespace chainrule
