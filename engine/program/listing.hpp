// A program in words.
#pragma once

#include <chainrule/engine/program/data/precision.hpp>
#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <string>

namespace chainrule::program {

/// Instructions with their places and formulas, the memory and the work that they take.
std::string describe(const Plan& plan, Precision precision, std::size_t block_size);

/// The instructions alone, as they are before their values have places.
std::string list_instructions(const Plan& plan, const Wording& words);

}  // namespace chainrule::program
