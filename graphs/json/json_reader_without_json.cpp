// Stands in for the readers of JSON in a build without nlohmann-json. What is written as JSON needs none.
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_values.hpp>

#include <fmt/format.h>

namespace chainrule {
namespace {

[[noreturn]] void refuse(std::string_view file) {
  throw InputError(fmt::format(
      "{}: this build reads no JSON: install nlohmann-json (on Debian: nlohmann-json3-dev) and build it again", file));
}

}  // namespace

void read_json(Graph&, std::string_view, std::string_view file) { refuse(file); }

std::vector<NamedLiteral> read_json_values(std::string_view, std::string_view file) { refuse(file); }

}  // namespace chainrule
