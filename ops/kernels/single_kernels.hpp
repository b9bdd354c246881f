// The ops on single numbers, for programs over one example.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

#include <vector>

namespace chainrule {

/// In the order of StandardOps; empty for ops that are not elementwise.
std::vector<program::RecordKernels<double>> single_kernels();

}  // namespace chainrule
