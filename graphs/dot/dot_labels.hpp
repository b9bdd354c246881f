// Text as the DOT language takes it: inside HTML-like labels and inside quoted attributes.
#pragma once

#include <chainrule/engine/graph/labels.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chainrule {

/// The most characters of a name or a formula that a picture shows.
inline constexpr std::size_t kMostShown = 60;

/// The text with & < > " ' escaped; a line break is one, other control characters are shown as their pictures (␀),
/// bytes that are not UTF-8 as U+FFFD. Strip the tags, undo the escapes, and the text is there again.
std::string html_text(std::string_view text);

/// At most `most` characters, the last of them "…" if there are more.
std::string shortened(std::string_view text, std::size_t most = kMostShown);

/// A name as a picture shows it: not longer than kMostShown, and w1 with its number set low.
std::string html_name(std::string_view name);

/// The name that a formula's word stands for, as html_name takes it; none if it is no name.
using WordMeaning = std::function<std::optional<std::string_view>(std::string_view word)>;

/// A formula, printed for people, as a picture shows it: names with their numbers set low, powers set high, the product
/// of w1 and x1 without a sign, minus signs of their proper length (but before a number, where it is the number's own).
std::string html_formula(std::string_view formula, const WordMeaning& meaning);

/// Text as a quoted attribute, quotes included; a long one as a sum of strings, as Graphviz reads none of more than
/// 16384 bytes from a file. Backslashes are doubled, as DOT wants it; control characters but
/// the line break are \u00XX; bytes that are not UTF-8 are U+FFFD.
std::string quoted_attribute(std::string_view text);

}  // namespace chainrule
