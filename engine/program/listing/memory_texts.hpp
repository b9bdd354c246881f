// What stands after the passes that give values places and instructions records, to be read.
#pragma once

#include <chainrule/engine/program/compilation.hpp>
#include <chainrule/engine/program/listing/line.hpp>

#include <string>

namespace chainrule::program {

/// A line per value of each stage, with its numbers or rows.
std::string slots_text(const Compilation& compilation, const Wording& words);
/// A line per record of each stage, with its size and addresses in the memory of a run.
std::string records_text(const Compilation& compilation, const Wording& words);

}  // namespace chainrule::program
