#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace chainrule {
namespace {

/// Nested lists of rows of numbers: `extents` outermost first, as many numbers as they say.
template <class NumberText>
std::string nested_text(std::span<const double> values, std::span<const std::int64_t> extents, NumberText number) {
  std::string text;
  std::vector<std::int64_t> counts;  // what each open list holds so far
  std::size_t next = 0;
  const auto close_full_lists = [&] {
    while (!counts.empty() && counts.back() == extents[counts.size() - 1]) {
      text += ']';
      counts.pop_back();
      if (!counts.empty()) ++counts.back();
    }
  };
  do {
    if (!counts.empty() && counts.back() > 0) text += ", ";
    if (counts.size() < extents.size()) {
      text += '[';
      counts.push_back(0);
    } else {
      text += number(values[next++]);
      if (!counts.empty()) ++counts.back();
    }
    close_full_lists();
  } while (!counts.empty());
  return text;
}

template <class NumberText> std::string tensor_text_by(const Numbers& numbers, NumberText number) {
  if (!numbers.examples) return nested_text(numbers.values, numbers.extents, number);
  std::size_t size = 1;
  for (const std::int64_t extent : numbers.extents) size *= static_cast<std::size_t>(extent);
  const std::size_t step = numbers.values.size() == size ? 0 : size;
  std::string text = "[";
  for (std::size_t example = 0; example < *numbers.examples; ++example) {
    if (example > 0) text += ", ";
    text += nested_text(numbers.values.subspan(example * step, size), numbers.extents, number);
  }
  return text + "]";
}

}  // namespace

bool Numbers::all_finite() const {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

Numbers numbers_of(std::span<const double> values, const Shape& shape, std::optional<std::size_t> examples) {
  return {.values = values, .extents = {shape.extents().begin(), shape.extents().end()}, .examples = examples};
}

std::string json_number(double number) {
  if (!std::isfinite(number)) return '"' + number_text(number) + '"';
  if (number == 0 && std::signbit(number)) return "-0.0";  // many readers make the integer 0 of -0
  return number_text(number);
}

JsonWriter& JsonWriter::open(char bracket) {
  put(std::string_view(&bracket, 1));
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::put(std::string_view value) {
  if (needs_comma_) text_ += ", ";
  text_ += value;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  put(string_literal(name));
  text_ += ": ";
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::number(double value) { return put(json_number(value)); }
JsonWriter& JsonWriter::integer(std::size_t value) { return put(std::to_string(value)); }
JsonWriter& JsonWriter::boolean(bool value) { return put(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return put("null"); }
JsonWriter& JsonWriter::text(std::string_view value) { return put(string_literal(value)); }

JsonWriter& JsonWriter::tensor(const Numbers& numbers) { return put(tensor_text_by(numbers, json_number)); }

std::string JsonWriter::take() {
  text_ += '\n';
  needs_comma_ = false;
  return std::exchange(text_, {});
}

std::string tensor_text(const Numbers& numbers) { return tensor_text_by(numbers, number_text); }

}  // namespace chainrule
