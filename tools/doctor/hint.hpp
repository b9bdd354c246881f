// Where other commands point to the doctor.
#pragma once

#include <chainrule/tools/arguments/graph_arguments.hpp>

#include <string>

namespace chainrule {

/// If a value or a cotangent of a sweep that has run backward is not finite: the first of them, and the command that
/// tells more. Otherwise empty.
std::string doctor_hint(const Sweep& sweep, const GraphArguments& arguments);

/// "chainrule doctor lecture --set b=40", to be typed into a shell.
std::string doctor_command(const GraphArguments& arguments);

}  // namespace chainrule
