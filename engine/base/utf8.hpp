// Characters of texts in UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace chainrule {

/// Whether the byte goes on with a character that an earlier one began.
inline bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// The length in bytes of the character at the beginning of a text that is not empty; 0 if the bytes there are none.
std::size_t utf8_length(std::string_view text);

/// Takes the first character off `text`, which is not empty, and returns its code point; 0xFFFD for a byte that is not
/// UTF-8.
char32_t take_character(std::string_view& text);

/// Whether the character moves the cursor, rings or hides what follows, rather than being seen: U+0000-1F and 7F-9F.
inline bool is_control(char32_t character) { return character < 0x20 || (character >= 0x7F && character < 0xA0); }

}  // namespace chainrule
