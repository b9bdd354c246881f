/// Names in quotes, as JSON writes strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chainrule {

/// The text that a JSON string literal, its quotes included, stands for; nothing if it is none.
std::optional<std::string> unquoted_name(std::string_view literal);

}  // namespace chainrule
