#include <chainrule/engine/base/name_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
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

/// The bytes of the character that `lead` begins; 0 if none begins so.
std::size_t length_from(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

}  // namespace

char32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = length_from(lead);
  char32_t character = length > 1 ? lead & (0x7FU >> length) : lead;
  bool sound = length != 0 && length <= text.size();
  for (std::size_t i = 1; sound && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    sound = (next & 0xC0U) == 0x80;
    character = character << 6 | (next & 0x3FU);
  }
  text.remove_prefix(sound ? length : 1);
  return sound ? character : 0xFFFD;
}

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

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(result), "\\u{:04x}", static_cast<unsigned>(c));
    } else if (c == '\xC2' && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xE0U) == 0x80U) {
      fmt::format_to(std::back_inserter(result), "\\u{:04x}", static_cast<unsigned char>(text[++i]));
    } else {
      result += c;
    }
  }
  return result += '"';
}

std::string name_text(std::string_view name) {
  return is_word(name) && name != "inf" && name != "nan" ? std::string(name) : quoted(name);
}

}  // namespace chainrule
