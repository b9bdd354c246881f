// Lists of named numbers, as the commands print them.
#pragma once

#include <chainrule/tools/arguments/command_line.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <string>
#include <vector>

namespace chainrule {

struct Result {
  std::string name;
  Numbers numbers;
};

/// "name = value", a line each, the equal signs below one another.
std::string result_lines(const std::vector<Result>& results);

/// Writes {name: value, ...}.
void write_results(JsonWriter& json, const std::vector<Result>& results);

/// `not_finite` if any of the numbers is.
ExitStatus status_of(const std::vector<Result>& results);

}  // namespace chainrule
