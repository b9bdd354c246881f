// What stands after each pass of the compiler, to be read.
#pragma once

#include <string>

namespace chainrule::program {

struct Compilation;

std::string canonical_text(const Compilation& compilation);
std::string stages_text(const Compilation& compilation);
std::string recognised_partials_text(const Compilation& compilation);
std::string uses_text(const Compilation& compilation);
std::string kept_text(const Compilation& compilation);
std::string needed_elements_text(const Compilation& compilation);
std::string instructions_text(const Compilation& compilation);
std::string slots_text(const Compilation& compilation);
std::string records_text(const Compilation& compilation);

}  // namespace chainrule::program
