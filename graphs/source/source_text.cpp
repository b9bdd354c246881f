#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/source/source_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::size_t characters(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

/// Each character as one that takes one column, so that a caret below stands right.
std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::string_view before = text;
    const bool is_character = utf8_length(text) != 0;
    const char32_t code = take_character(text);
    const std::string_view character = before.substr(0, before.size() - text.size());
    result += code == U'\t' ? " " : !is_character || is_control(code) ? "?" : character;
  }
  return result;
}

/// The offset `count` characters on, or back, at most up to the text's end.
std::size_t skip(std::string_view text, std::size_t offset, std::size_t count) {
  for (; count > 0 && offset < text.size(); --count) do
      ++offset;
    while (offset < text.size() && continues_character(text[offset]));
  return offset;
}

std::size_t skip_back(std::string_view text, std::size_t offset, std::size_t count) {
  for (; count > 0 && offset > 0; --count) do
      --offset;
    while (offset > 0 && continues_character(text[offset]));
  return offset;
}

/// The offset of the first byte that belongs to no character; the text's size if all do.
std::size_t first_that_is_not_utf8(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = utf8_length(text.substr(offset, 4));
    if (length == 0) break;
    offset += length;
  }
  return offset;
}

}  // namespace

void check_name_encoding(std::string_view name) {
  if (first_that_is_not_utf8(name) < name.size())
    throw GraphError(fmt::format("the name {} is not UTF-8 and cannot be written", in_quotes(name)), std::string(name));
}

std::size_t SourceText::begin() const { return text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; }

std::size_t SourceText::line_start(std::size_t offset) const {
  const std::size_t line_break = offset == 0 ? std::string_view::npos : text_.find_last_of("\r\n", offset - 1);
  return line_break == std::string_view::npos ? std::min(begin(), offset) : line_break + 1;
}

SourcePosition SourceText::position(std::size_t offset) const {
  const std::string_view before = text_.substr(0, offset);
  std::size_t line = 1;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] == '\n' || (before[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'))) ++line;
  return {.file = std::string(file_), .line = line, .column = characters(before.substr(line_start(offset))) + 1};
}

std::string SourceText::excerpt(std::size_t offset) const {
  constexpr std::size_t kBefore = 60;
  constexpr std::size_t kAfter = 40;
  const std::size_t start = line_start(offset);
  const std::size_t end = std::min(text_.find_first_of("\r\n", offset), text_.size());
  const std::size_t from = std::max(start, skip_back(text_, offset, kBefore));
  const std::size_t to = std::min(end, skip(text_, offset, kAfter));
  const std::string before = (from > start ? "..." : "") + printable(text_.substr(from, offset - from));
  const std::string after = printable(text_.substr(offset, to - offset)) + (to < end ? "..." : "");
  return fmt::format("{}{}\n{:{}}^", before, after, "", characters(before));
}

InputError SourceText::error(std::size_t offset, std::string_view message) const {
  offset = std::min(offset, text_.size());
  return InputError(fmt::format("{}\n{}", message, excerpt(offset)), position(offset));
}

void SourceText::check_encoding() const {
  const std::size_t wrong = first_that_is_not_utf8(text_);
  const std::size_t nul = text_.substr(0, wrong).find('\0');
  if (nul != std::string_view::npos) fail(nul, "a NUL byte in the text");
  if (wrong < text_.size())
    fail(wrong, fmt::format("the text is not UTF-8: {} begins no character", in_quotes(text_.substr(wrong, 1))));
}

}  // namespace chainrule
