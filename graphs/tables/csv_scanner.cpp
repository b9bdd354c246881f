#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/graphs/tables/csv_scanner.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace chainrule::csv {
namespace {

constexpr char nothing = '\0';  // at the end of the text; NUL bytes are refused before

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string content(const Cell& cell) {
  if (!cell.quoted) return std::string(trimmed(cell.text));
  std::string unescaped;
  for (std::size_t i = 0; i < cell.text.size(); ++i) {
    unescaped += cell.text[i];
    if (cell.text[i] == '"') ++i;
  }
  return unescaped;
}

SourcePosition source_position(std::string_view text, const std::string& file, const Place& place) {
  const std::string_view before = text.substr(place.line_start, place.offset - place.line_start);
  const auto starts_character = [](char byte) { return !continues_character(byte); };
  const auto characters = std::count_if(before.begin(), before.end(), starts_character);
  return {.file = file, .line = place.line, .column = static_cast<std::size_t>(characters) + 1};
}

void refuse_nul_bytes(std::string_view text, const std::string& file) {
  const std::size_t offset = text.find('\0');
  if (offset == std::string_view::npos) return;
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_break = before.find_last_of("\r\n");
  const Place place{.offset = offset,
                    .line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                    .line_start = line_break == std::string_view::npos ? 0 : line_break + 1};
  throw InputError("a NUL byte: a table is plain UTF-8 text", source_position(text, file, place));
}

Scanner::Scanner(std::string_view text, const std::string& file, const Place& start)
    : text_(text), file_(file), place_(start) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  end_ = last == std::string_view::npos ? 0 : last + 1;
}

void Scanner::fail(const Place& place, std::string message) const {
  throw InputError(std::move(message), source_position(text_, file_, place));
}

Cell Scanner::next() {
  Cell cell{.text = {}, .quoted = peek() == '"', .place = place_};
  cell.text = cell.quoted ? take_quoted() : take_plain();
  cell.ends_row = take_separator();
  return cell;
}

char Scanner::peek(std::size_t ahead) const {
  return place_.offset + ahead < text_.size() ? text_[place_.offset + ahead] : nothing;
}

std::string_view Scanner::take_plain() {
  const std::size_t begin = place_.offset;
  const auto belongs = [](char byte) { return byte != ',' && byte != '\n' && byte != '\r' && byte != '"'; };
  while (place_.offset < text_.size() && belongs(text_[place_.offset])) ++place_.offset;
  if (peek() == '"') fail(place_, "a quote inside a cell that does not begin with one");
  return text_.substr(begin, place_.offset - begin);
}

std::string_view Scanner::take_quoted() {
  const Place opening = place_;
  const std::size_t begin = ++place_.offset;
  while (peek() != '"' || peek(1) == '"') {
    if (peek() == nothing) fail(opening, "a quote that is never closed");
    if (peek() == '"') {
      place_.offset += 2;
    } else if (!take_line_end()) {
      ++place_.offset;
    }
  }
  return text_.substr(begin, place_.offset++ - begin);
}

/// True if the separator ends the row.
bool Scanner::take_separator() {
  if (peek() == nothing || take_line_end()) return true;
  if (peek() != ',') fail(place_, "text after a closing quote");
  ++place_.offset;
  return false;
}

/// Lines end in LF, CR LF or CR.
bool Scanner::take_line_end() {
  if (peek() != '\n' && peek() != '\r') return false;
  place_.offset += peek() == '\r' && peek(1) == '\n' ? 2 : 1;
  place_.line_start = place_.offset;
  ++place_.line;
  return true;
}

}  // namespace chainrule::csv
