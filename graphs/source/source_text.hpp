/// A text being read: where things stand in it, and errors that show the place.
#pragma once

#include <chainrule/engine/base/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace chainrule {

/// A text and the name of its file. Places in it are byte offsets. Lines end in LF, CR LF or CR; a byte order mark at
/// the beginning belongs to no line. Refers to the text.
class SourceText {
 public:
  SourceText(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  [[nodiscard]] std::string_view text() const { return text_; }

  /// Where reading begins: behind a byte order mark.
  [[nodiscard]] std::size_t begin() const;

  [[nodiscard]] SourcePosition position(std::size_t offset) const;

  /// The error at that place: the message, then the source line and a caret below the place.
  [[nodiscard]] InputError error(std::size_t offset, std::string_view message) const;
  [[noreturn]] void fail(std::size_t offset, std::string_view message) const { throw error(offset, message); }

  /// Throws InputError at the first byte that is not UTF-8, and at a NUL byte.
  void check_encoding() const;

 private:
  [[nodiscard]] std::size_t line_start(std::size_t offset) const;
  [[nodiscard]] std::string excerpt(std::size_t offset) const;

  std::string_view text_;
  std::string_view file_;
};

/// Throws GraphError for a name that is not UTF-8, which no form on paper can write.
void check_name_encoding(std::string_view name);

}  // namespace chainrule
