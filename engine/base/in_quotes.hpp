// Text from outside, as messages show it.
#pragma once

#include <string>
#include <string_view>

namespace chainrule {

/// Text from a file or a person in quotes, fit for one line of a message and for a terminal: cut where it is long;
/// control characters and bytes that are not UTF-8 as \xNN.
std::string in_quotes(std::string_view text, char mark = '"');

}  // namespace chainrule
