#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/json/json_value.hpp>
#include <chainrule/graphs/json/json_values.hpp>

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

namespace chainrule {

using nlohmann::json;

void JsonPlace::fail(std::string_view within, std::string_view message) const {
  source->fail(offset, fmt::format("{}{}: {}", path, within, message));
}

namespace {

std::optional<double> number_of(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::nan("");
  if (value == "inf") return INFINITY;
  if (value == "-inf") return -INFINITY;
  return std::nullopt;
}

/// Recurses as deep as the lists are nested; a piece of JSON is at most twelve deep.
std::string add_to(LiteralBuilder& builder, const json& value) {
  if (!value.is_array()) {
    const std::optional<double> number = number_of(value);
    return number ? builder.add(*number) : "expected a number, \"nan\", \"inf\", \"-inf\" or a list of these";
  }
  std::string complaint = builder.open_list();
  for (std::size_t i = 0; complaint.empty() && i < value.size(); ++i) complaint = add_to(builder, value[i]);
  return complaint.empty() ? builder.close_list() : complaint;
}

}  // namespace

Literal literal_of(const json& value, const JsonPlace& place, std::string_view within) {
  LiteralBuilder builder;
  const std::string complaint = add_to(builder, value);
  if (!complaint.empty()) place.fail(within, complaint);
  return builder.take();
}

std::int64_t integer_of(const json& value, const JsonPlace& place, std::string_view within) {
  if (!value.is_number_integer()) place.fail(within, "expected a whole number");
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)
    place.fail(within, "the number is too large");
  return value.get<std::int64_t>();
}

std::vector<std::int64_t> integers_of(const json& value, const JsonPlace& place, std::string_view within) {
  if (!value.is_array()) place.fail(within, "expected a list of whole numbers");
  std::vector<std::int64_t> integers;
  for (std::size_t i = 0; i < value.size(); ++i)
    integers.push_back(integer_of(value[i], place, fmt::format("{}/{}", within, i)));
  return integers;
}

Shape shape_of(const json& value, const JsonPlace& place, std::string_view within) {
  try {
    return Shape(integers_of(value, place, within));
  } catch (const ShapeError& error) {
    place.fail(within, error.message());
  }
}

std::size_t index_of(const json& value, std::size_t count, const JsonPlace& place, std::string_view within) {
  if (!value.is_number_unsigned()) place.fail(within, "expected the index of a node");
  const auto index = value.get<std::uint64_t>();
  if (index >= count)
    place.fail(within, fmt::format("there is no node {} before this: so far there are {}", index, count));
  return static_cast<std::size_t>(index);
}

std::vector<NamedLiteral> read_json_values(std::string_view text, std::string_view file) {
  const SourceText source(text, file);
  std::vector<NamedLiteral> values;
  const auto take = [&](const JsonPiece& piece) {
    const JsonPlace place{&source, piece.offset, in_quotes(piece.section)};
    values.push_back({std::string(piece.section), literal_of(*piece.value, place, ""), piece.offset});
  };
  read_json_pieces(
      source,
      {.what = "a set of values", .section = [](std::string_view) { return JsonSection::value; }, .take = take});
  return values;
}

}  // namespace chainrule
