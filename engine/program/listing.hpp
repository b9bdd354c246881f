// A program in words.
#pragma once

#include <chainrule/engine/program/plan/plan.hpp>
#include <chainrule/engine/program/program.hpp>

#include <string>

namespace chainrule::program {

std::string describe(const Plan& plan, Precision precision, std::size_t block_size);

/// Few rows make large blocks, so that instructions are worth their dispatch; many rows small ones, so that a block's
/// working set stays in the second-level cache.
std::size_t choose_block_size(const Plan& plan, Precision precision);

}  // namespace chainrule::program
