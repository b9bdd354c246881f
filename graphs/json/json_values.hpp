/// Reads values by name in JSON.
#pragma once

#include <chainrule/graphs/text/literal.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

struct NamedLiteral {
  std::string name;
  Literal value;
  std::size_t offset = 0;  ///< where the value begins in the text
};

/// Reads {"w": 0.5, "v": [1, "nan"]}, values by name. Throws InputError.
std::vector<NamedLiteral> read_json_values(std::string_view text, std::string_view file);

}  // namespace chainrule
