// The kernels of the elementwise ops over many elements, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/op_set.hpp>

#include <vector>

namespace chainrule {

/// In the order of StandardOps; empty for ops that are not elementwise.
std::vector<LaneKernels<double>> lane_kernels();
std::vector<LaneKernels<float>> float_lane_kernels();

}  // namespace chainrule
