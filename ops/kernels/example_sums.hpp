// Sums over the examples of a block, for the CPU at hand.
#pragma once

#include <chainrule/engine/op/kernels.hpp>

namespace chainrule {

program::AddUp<double> double_example_sums();
program::AddUp<float> float_example_sums();

}  // namespace chainrule
