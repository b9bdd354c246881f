// Which form a graph is written in, by the suffix of the file.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chainrule {

/// The suffix of a path in lower case, ".svg". UsageError, which lists them, if it is none of those.
std::string known_suffix(const std::string& path, std::span<const std::string_view> suffixes);

/// Writes a picture in the DOT language to a file: as it is to .dot or .gv, drawn to .svg, .png or .pdf.
void write_picture(const std::string& path, const std::string& dot);

inline constexpr std::string_view kPictureSuffixes[] = {".dot", ".gv", ".svg", ".png", ".pdf"};

}  // namespace chainrule
