// JSON as the program prints it: on one line, keys in the order given, the non-finite numbers as strings.
#pragma once

#include <chainrule/engine/base/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// A scalar or a tensor, or a list of as many of them as there are examples.
struct Numbers {
  std::span<const double> values;  ///< if they suffice for one example only, every example has them
  std::vector<std::int64_t> extents = {};
  std::optional<std::size_t> examples = {};

  bool all_finite() const;
};

Numbers numbers_of(std::span<const double> values, const Shape& shape, std::optional<std::size_t> examples = {});

/// The shortest text from which JSON readers get the same bits; "nan", "inf" and "-inf" in quotes.
std::string json_number(double number);

/// Writes JSON piece by piece; commas and quotes come by themselves. Each call returns the writer.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// The key of what is written next.
  JsonWriter& key(std::string_view name);
  JsonWriter& number(double value);
  JsonWriter& integer(std::size_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& text(std::string_view value);
  JsonWriter& tensor(const Numbers& numbers);
  /// JSON that another writer wrote.
  JsonWriter& raw(std::string_view json) { return put(json); }

  /// The text with a line end.
  std::string take();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& put(std::string_view value);

  std::string text_;
  bool needs_comma_ = false;
};

/// For people: `[[1, 2], [nan, inf]]`.
std::string tensor_text(const Numbers& numbers);

}  // namespace chainrule
