#include <chainrule/engine/base/utf8.hpp>

#include <algorithm>

namespace chainrule {

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  const unsigned second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool no_character = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  return overlong || no_character ? 0 : length;
}

char32_t take_character(std::string_view& text) {
  const std::size_t length = utf8_length(text);
  char32_t character = 0xFFFD;
  if (length > 0) {
    const auto lead = static_cast<unsigned char>(text[0]);
    character = length > 1 ? lead & (0x7FU >> length) : lead;
    for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(std::max<std::size_t>(length, 1));
  return character;
}

}  // namespace chainrule
