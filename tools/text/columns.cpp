#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <algorithm>

namespace chainrule {

namespace {

bool begins_character(char byte) { return !continues_character(byte); }

std::string below(const std::string& left, const std::string& right, std::size_t column) {
  const std::size_t indent = column + columns(right) <= kLineColumns ? column : 6;
  return left + '\n' + std::string(indent, ' ') + right;
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string cut(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t kept = 0;  // bytes that leave room for the "…"
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!begins_character(text[i])) continue;
    if (characters + 1 == most) kept = i;
    if (++characters > most) return std::string(text.substr(0, kept)) + "…";
  }
  return std::string(text);
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = columns(text);
  if (used < width) text.append(width - used, ' ');
  return text;
}

std::string beside(const std::string& left, const std::string& right, std::size_t column) {
  if (right.empty()) return left;
  const std::string start = columns(left) + 2 <= column ? padded(left, column) : left + "  ";
  return columns(start) + columns(right) <= kLineColumns ? start + right : below(left, right, column);
}

std::string after(const std::string& left, const std::string& right, std::size_t column) {
  if (right.empty()) return left;
  const std::size_t last_line = left.rfind('\n') == std::string::npos ? 0 : left.rfind('\n') + 1;
  const std::size_t used = columns(std::string_view(left).substr(last_line));
  return used + 2 + columns(right) <= kLineColumns ? left + "  " + right : below(left, right, column);
}

std::string folded(std::string_view text, std::size_t indent) {
  std::string lines;
  std::string line;
  while (columns(line) + columns(text) > kLineColumns) {
    std::size_t end = std::string_view::npos;  // the last space with which the line still fits
    for (std::size_t space = text.find(' ', 1); space != std::string_view::npos; space = text.find(' ', space + 1)) {
      if (columns(line) + columns(text.substr(0, space)) > kLineColumns && end != std::string_view::npos) break;
      const bool is_leading = text.substr(0, space).find_first_not_of(' ') == std::string_view::npos;
      if (!is_leading) end = space;
    }
    if (end == std::string_view::npos) break;
    lines += line + std::string(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
    line = std::string(indent, ' ');
  }
  return lines + line + std::string(text);
}

std::string equation(const std::string& left, const std::vector<std::string>& parts, const std::string& note) {
  const std::string indent(2 + columns(left), ' ');
  const bool is_assignment = left.ends_with(":=");
  std::string text;
  std::string line = "  " + left;
  const auto add = [&](const std::string& piece) {
    const bool fits = columns(line) + columns(piece) <= kLineColumns;
    if (!fits && line != indent) {
      text += line + '\n';
      line = indent;
    }
    line += piece;
  };
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (i == 0 || parts[i] != parts[i - 1]) add((i == 0 && is_assignment ? " " : " = ") + parts[i]);
  if (!note.empty()) add("   " + note);
  return text + line + '\n';
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging) {
  std::string result;
  std::string line(indent, ' ');
  bool is_empty = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (!is_empty && columns(line) + 1 + columns(word) > kLineColumns) {
      result += line + '\n';
      line.assign(hanging, ' ');
      is_empty = true;
    }
    if (!is_empty) line += ' ';
    line += word;
    is_empty = false;
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return result + line + '\n';
}

}  // namespace chainrule
