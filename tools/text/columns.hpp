// Text laid out for a terminal of 80 columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

inline constexpr std::size_t kLineColumns = 80;

/// The number of characters of a UTF-8 text.
std::size_t columns(std::string_view text);

/// The text, or its beginning and "…" if it has more columns than that.
std::string cut(std::string_view text, std::size_t most);

/// `text` filled up with spaces.
std::string padded(std::string text, std::size_t width);

/// `right` behind `left`, from that column on; on a line of its own if one line would be too long for both.
std::string beside(const std::string& left, const std::string& right, std::size_t column);

/// `right` behind `left` and two spaces if the line is long enough, otherwise below it, from that column on.
std::string after(const std::string& left, const std::string& right, std::size_t column);

/// The text on as many lines as it needs, broken at spaces; further lines are indented.
std::string folded(std::string_view text, std::size_t indent);

/// "z = w1*x1 + b = 0.5*1 + 0.1 = 0.6": the parts behind one another, on further lines below the first "=" where they
/// do not fit. A part that repeats the one before it is left out. After "w :=" the first part has no sign of its own.
/// Lines are indented by two and end with a line end.
std::string equation(const std::string& left, const std::vector<std::string>& parts, const std::string& note = {});

/// The text in lines that fit, broken at its spaces, `indent` on the first and `hanging` on the others. Every line ends
/// with a line end.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging);

}  // namespace chainrule
