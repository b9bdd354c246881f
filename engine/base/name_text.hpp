// Names as the text form of a graph writes them.
#pragma once

#include <string>
#include <string_view>

namespace chainrule {

/// Whether the text is letters (of any alphabet), digits and _, and does not begin with a digit.
bool is_word(std::string_view text);

/// The text as a JSON string literal, on one line, control characters as \uXXXX. Bytes that are not UTF-8 stay as they
/// are.
std::string string_literal(std::string_view text);

/// A word as it stands, any other name quoted. inf and nan are quoted too: there they are numbers.
std::string name_text(std::string_view name);

bool is_letter(char32_t character);

}  // namespace chainrule
