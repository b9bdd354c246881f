#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace chainrule {

namespace {

struct Range {
  char32_t first, last;
};

/// Letters in the sense of Unicode, of the alphabets in which people write mathematics or their own language.
constexpr auto kLetters = std::to_array<Range>({
    {U'A', U'Z'},       {U'a', U'z'},       {0xAA, 0xAA},       {0xB5, 0xB5},       {0xBA, 0xBA},
    {0xC0, 0xD6},       {0xD8, 0xF6},       {0xF8, 0x2C1},      {0x370, 0x374},     {0x376, 0x377},
    {0x37B, 0x37D},     {0x37F, 0x37F},     {0x386, 0x386},     {0x388, 0x38A},     {0x38C, 0x38C},
    {0x38E, 0x3A1},     {0x3A3, 0x3F5},     {0x3F7, 0x481},     {0x48A, 0x52F},     {0x531, 0x556},
    {0x560, 0x588},     {0x5D0, 0x5EA},     {0x620, 0x64A},     {0x904, 0x939},     {0x10A0, 0x10C5},
    {0x10D0, 0x10FA},   {0x10FC, 0x10FF},   {0x1E00, 0x1F15},   {0x1F18, 0x1F1D},   {0x1F20, 0x1F45},
    {0x2102, 0x2102},   {0x210A, 0x2113},   {0x2115, 0x2115},   {0x2119, 0x211D},   {0x3041, 0x3096},
    {0x30A1, 0x30FA},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xAC00, 0xD7A3},   {0x1D400, 0x1D454},
    {0x1D456, 0x1D49C}, {0x1D4D0, 0x1D505}, {0x1D56C, 0x1D6A5}, {0x1D6A8, 0x1D6C0}, {0x1D6C2, 0x1D6DA},
    {0x1D6DC, 0x1D6FA}, {0x1D6FC, 0x1D714},
});
static_assert(std::ranges::is_sorted(kLetters, {}, &Range::first));

bool is_digit(char32_t character) { return character >= U'0' && character <= U'9'; }

}  // namespace

bool is_letter(char32_t character) {
  const auto after = std::ranges::upper_bound(kLetters, character, {}, &Range::first);
  return after != kLetters.begin() && character <= std::prev(after)->last;
}

bool is_word(std::string_view text) {
  if (text.empty() || is_digit(static_cast<unsigned char>(text[0]))) return false;
  while (!text.empty()) {
    const char32_t character = take_character(text);
    if (!is_letter(character) && !is_digit(character) && character != U'_') return false;
  }
  return true;
}

std::string string_literal(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t character = take_character(text);
    if (character == U'"' || character == U'\\') {
      result += {'\\', before[0]};
    } else if (character == U'\n') {
      result += "\\n";
    } else if (is_control(character)) {
      fmt::format_to(std::back_inserter(result), "\\u{:04x}", static_cast<unsigned>(character));
    } else {
      result += before.substr(0, before.size() - text.size());
    }
  }
  return result += '"';
}

std::string name_text(std::string_view name) {
  return is_word(name) && name != "inf" && name != "nan" ? std::string(name) : string_literal(name);
}

}  // namespace chainrule
