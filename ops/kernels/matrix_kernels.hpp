// The inner loops of programs, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

namespace chainrule {

program::ProgramKernels<double> block_kernels_double();
program::ProgramKernels<float> block_kernels_float();

}  // namespace chainrule
