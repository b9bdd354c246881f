// The list of the inspector's commands.
#pragma once

#include <chainrule/tools/inspector/session.hpp>

#include <span>
#include <string>
#include <string_view>

namespace chainrule::inspector {

std::span<const Command> commands();

/// By name, by abbreviation, or by the beginning of a name that only one has. InputError otherwise.
const Command& find_command(std::string_view name);

/// All of them, or what there is to say of one.
std::string help(std::string_view name);

}  // namespace chainrule::inspector
