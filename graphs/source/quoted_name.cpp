#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/source/quoted_name.hpp>

#include <charconv>
#include <cstdint>

namespace chainrule {
namespace {

/// The number of four hexadecimal digits that `text` begins with, which are taken off.
std::optional<std::uint32_t> take_unit(std::string_view& text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  const char* const end = text.data() + 4;
  if (std::from_chars(text.data(), end, unit, 16).ptr != end) return std::nullopt;
  text.remove_prefix(4);
  return unit;
}

void append_utf8(std::string& to, std::uint32_t character) {
  const auto append = [&](std::uint32_t byte) { to += static_cast<char>(static_cast<unsigned char>(byte)); };
  const auto append_rest = [&](unsigned bits) { append(0x80U | (character >> bits & 0x3FU)); };
  if (character < 0x80) {
    append(character);
  } else if (character < 0x800) {
    append(0xC0U | character >> 6U);
  } else if (character < 0x10000) {
    append(0xE0U | character >> 12U);
    append_rest(6);
  } else {
    append(0xF0U | character >> 18U);
    append_rest(12);
    append_rest(6);
  }
  if (character >= 0x80) append_rest(0);
}

/// Behind \u: one unit, or two that make up a character beyond U+FFFF.
bool take_unicode(std::string_view& text, std::string& to) {
  const auto first = take_unit(text);
  if (!first || (*first >= 0xDC00 && *first < 0xE000)) return false;
  if (*first < 0xD800 || *first >= 0xE000) {
    append_utf8(to, *first);
    return true;
  }
  if (!text.starts_with("\\u")) return false;
  text.remove_prefix(2);
  const auto second = take_unit(text);
  if (!second || *second < 0xDC00 || *second >= 0xE000) return false;
  append_utf8(to, 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00));
  return true;
}

/// Behind a backslash.
bool take_escape(std::string_view& text, std::string& to) {
  constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  if (text.empty()) return false;
  const char letter = text[0];
  text.remove_prefix(1);
  if (letter == 'u') return take_unicode(text, to);
  const std::size_t index = kLetters.find(letter);
  if (index == std::string_view::npos) return false;
  to += kMeanings[index];
  return true;
}

}  // namespace

std::optional<std::string> unquoted_name(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return std::nullopt;
  std::string_view rest = literal.substr(1, literal.size() - 2);
  std::string name;
  while (!rest.empty()) {
    if (rest[0] == '\\') {
      rest.remove_prefix(1);
      if (!take_escape(rest, name)) return std::nullopt;
      continue;
    }
    const std::size_t length = utf8_length(rest);
    if (length == 0 || rest[0] == '"' || static_cast<unsigned char>(rest[0]) < 0x20) return std::nullopt;
    name += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return name;
}

}  // namespace chainrule
