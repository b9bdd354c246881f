// Explanations in a terminal.
#include <chainrule/tools/explain/document.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kNoteColumn = 48;

constexpr std::size_t kLongestUnbroken = 30;
constexpr char kNoBreak = '\1';

/// The text of a sentence in which short formulas hold together.
std::string unbroken(const Line& line) {
  std::string text;
  for (const Span& span : line) {
    std::string part = span.is_formula ? span.formula.text : span.words;
    if (span.is_formula && columns(part) <= kLongestUnbroken) std::ranges::replace(part, ' ', kNoBreak);
    text += part;
  }
  return text;
}

/// In lines, indented.
std::string paragraph_text(std::string_view mark, const Line& line) {
  std::string result = wrapped(std::string(mark) + unbroken(line), 2, 2);
  std::ranges::replace(result, kNoBreak, ' ');
  return result;
}

/// Rows below the first sign of equality, notes in a column of their own.
std::string rows_text(const Block& block) {
  const std::string indent(4, ' ');
  std::string text;
  std::string left = indent + block.left.text;
  const std::string below(columns(left), ' ');
  for (const EquationRow& row : block.rows) {
    const bool has_note = !row.note.empty();
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
      const std::string part = fmt::format(" = {}", row.parts[i].text);
      if (i > 0 && columns(left) + columns(part) > kLineColumns) {
        text += left + '\n';
        left = below;
      }
      left += part;
    }
    text += (has_note ? beside(left, plain_text(row.note), kNoteColumn) : left) + '\n';
    left = below;
  }
  return text;
}

}  // namespace

std::string document_text(const Document& document) {
  std::string text;
  for (const Block& block : document.blocks) {
    switch (block.kind) {
      case Block::Kind::heading:
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", plain_text(block.line));
        break;
      case Block::Kind::paragraph:
        text += paragraph_text("", block.line);
        break;
      case Block::Kind::question:
        text += "\n" + paragraph_text("? ", block.line);
        break;
      case Block::Kind::equation:
        text += rows_text(block);
        break;
    }
  }
  return text;
}

}  // namespace chainrule
