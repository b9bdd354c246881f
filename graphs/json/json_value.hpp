/// Values, shapes and lists in JSON.
#pragma once

#include <chainrule/engine/base/shape.hpp>
#include <chainrule/graphs/json/json_events.hpp>
#include <chainrule/graphs/text/literal.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A piece of a JSON text, for errors.
struct JsonPlace {
  const SourceText* source = nullptr;
  std::size_t offset = 0;
  std::string path;  ///< like "/nodes/3"

  /// Throws InputError "/nodes/3/shape: message" at the piece; `within` is "/shape".
  [[noreturn]] void fail(std::string_view within, std::string_view message) const;
};

// `within` says where in the place the value stands. They throw InputError.

/// A number, "nan", "inf", "-inf", or nested lists of them.
Literal literal_of(const nlohmann::json& value, const JsonPlace& place, std::string_view within);
std::int64_t integer_of(const nlohmann::json& value, const JsonPlace& place, std::string_view within);
/// A list of whole numbers.
std::vector<std::int64_t> integers_of(const nlohmann::json& value, const JsonPlace& place, std::string_view within);
Shape shape_of(const nlohmann::json& value, const JsonPlace& place, std::string_view within);
/// An index below `count`.
std::size_t index_of(const nlohmann::json& value, std::size_t count, const JsonPlace& place, std::string_view within);

}  // namespace chainrule
