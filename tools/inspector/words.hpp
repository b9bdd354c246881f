// The words of a command.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule::inspector {

std::string_view trimmed(std::string_view text);

/// Takes the first word off, with the blanks around it; a word may be, or begin with, a name in double quotes.
std::string_view take_word(std::string_view& text);

// InputError for anything else.

std::size_t parse_count(std::string_view text);
double parse_number(std::string_view text);
void expect_nothing(std::string_view command, std::string_view argument);
/// The name in quotes, or the text itself.
std::string unquoted(std::string_view text);

/// "1 step", "3 steps"
std::string counted(std::size_t count, std::string_view thing);

}  // namespace chainrule::inspector
