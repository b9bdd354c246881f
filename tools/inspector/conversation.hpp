// The inspector in use: by a person at a terminal, or by a script.
#pragma once

#include <chainrule/tools/inspector/inspector.hpp>

#include <istream>
#include <string>

namespace chainrule::inspector {

/// Until the person leaves, or the input ends. Errors are told and end nothing; Ctrl-C gives up a line or a long way.
void converse(Inspector& inspector);

/// Until the script ends, or quits. Its first error ends it: InputError with the line.
void run_script(Inspector& inspector, std::istream& script, const std::string& file);

}  // namespace chainrule::inspector
