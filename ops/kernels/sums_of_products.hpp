// Sums of products over many elements, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

namespace chainrule {

void add_sums_of_products(program::ProgramKernels<double>& kernels);
void add_sums_of_products(program::ProgramKernels<float>& kernels);

}  // namespace chainrule
