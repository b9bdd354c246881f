// How many examples a block has.
#pragma once

#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstddef>

namespace chainrule::program {

/// From 16 to 128. A program with few values per example gets large blocks, so that its instructions are worth their
/// dispatch; one with many gets small ones, so that a block's working set stays in the second-level cache.
std::size_t choose_block_size(const Plan& plan, Precision precision);

}  // namespace chainrule::program
