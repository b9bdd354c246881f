/// Takes the cells off a comma-separated text (RFC 4180), one after the other, and knows where each of them stands.
#pragma once

#include <chainrule/engine/base/error.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule::csv {

/// A place in a text: a byte, its line, and where that line begins.
struct Place {
  std::size_t offset = 0;
  std::size_t line = 1;
  std::size_t line_start = 0;
};

/// A cell: the text between two separators. The text of a quoted cell still has its inner quotes doubled.
struct Cell {
  std::string_view text;
  bool quoted = false;
  bool ends_row = false;
  Place place;
};

/// A text without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

/// A cell's text: unquoted if it was quoted, trimmed if not.
std::string content(const Cell& cell);

/// A place as people count it, in lines and characters.
SourcePosition source_position(std::string_view text, const std::string& file, const Place& place);

/// Throws InputError at the first NUL byte.
void refuse_nul_bytes(std::string_view text, const std::string& file);

/// Reads a text free of NUL bytes from `start` on. Keeps references to the text and the file's name.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& file, const Place& start = {});

  [[nodiscard]] const Place& place() const { return place_; }

  /// Nothing but blank lines is left.
  [[nodiscard]] bool at_end() const { return place_.offset >= end_; }

  /// The next cell. Throws InputError at a quote that is never closed or stands in a wrong place.
  Cell next();

  [[noreturn]] void fail(const Place& place, std::string message) const;

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const;
  std::string_view take_plain();
  std::string_view take_quoted();
  bool take_separator();
  bool take_line_end();

  std::string_view text_;
  const std::string& file_;
  Place place_;
  std::size_t end_ = 0;
};

}  // namespace chainrule::csv
