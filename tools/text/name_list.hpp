// Names within the arguments of the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// Takes a name off the beginning of an argument: what stands before `separator`, or a JSON string. The rest then is
/// empty or begins with the separator. UsageError, which calls the argument by its option, if there is no name.
std::string take_name(std::string_view& rest, char separator, std::string_view option);

/// The names in "a,b,\"c d\"". UsageError for an empty one.
std::vector<std::string> split_names(std::string_view list, std::string_view option);

}  // namespace chainrule
