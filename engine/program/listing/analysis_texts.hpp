// What stands after the passes that find out about nodes, to be read.
#pragma once

#include <chainrule/engine/program/compilation.hpp>
#include <chainrule/engine/program/listing/line.hpp>

#include <string>

namespace chainrule::program {

/// A line per node: its formula, or what it is; then the outputs.
std::string canonical_text(const Compilation& compilation, const Wording& words);
/// A line per stage, with its nodes in the order in which they run.
std::string stages_text(const Compilation& compilation, const Wording& words);
/// A line per node that is a partial of another.
std::string recognised_partials_text(const Compilation& compilation, const Wording& words);
/// A line per node that is read, with how often.
std::string uses_text(const Compilation& compilation, const Wording& words);
/// The nodes that are kept, on one line.
std::string kept_text(const Compilation& compilation, const Wording& words);
/// A line per matrix of which only rectangles are computed.
std::string needed_elements_text(const Compilation& compilation, const Wording& words);

}  // namespace chainrule::program
