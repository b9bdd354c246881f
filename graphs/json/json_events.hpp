/// Takes a JSON text to pieces without holding it all at once.
#pragma once

#include <chainrule/graphs/source/source_text.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace chainrule {

/// One piece of a JSON object: the value of a member, or an element of a member that is a list, or a member of a member
/// that is an object.
struct JsonPiece {
  std::string_view section;   ///< the member's name
  std::size_t index = 0;      ///< within the section
  std::string_view key = {};  ///< within a section that is an object
  std::size_t offset = 0;     ///< where the value begins in the text
  const nlohmann::json* value = nullptr;
};

/// The value of a member.
enum class JsonSection { unknown, value, list, object };

struct JsonSchema {
  std::string_view what;  ///< what the text should be: "a graph"
  /// The value of the member of that name.
  std::function<JsonSection(std::string_view)> section;
  /// Called with each piece in the order of the text; the piece does not outlive the call.
  std::function<void(const JsonPiece&)> take;
};

/// Reads a text that is one object. Throws InputError with the position for what is no JSON, repeated names in one
/// object, sections that are unknown or hold something else, and pieces nested more than twelve deep.
void read_json_pieces(const SourceText& source, const JsonSchema& schema);

}  // namespace chainrule
