#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/explain/document.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chainrule {

namespace {

const Formula& argument(const Arguments& arguments, std::string_view name, std::string_view key) {
  const auto found = std::ranges::find(arguments, name, &Arguments::value_type::first);
  if (found == arguments.end()) throw GraphError(fmt::format("the sentence {} needs a {}", key, name));
  return found->second;
}

bool ends_with_equal_to(const Line& line, const Formula& formula) {
  return line.size() >= 2 && line.back().words == " = " && line[line.size() - 2].formula.text == formula.text;
}

void add_formula(Line& line, const Formula& formula) {
  if (ends_with_equal_to(line, formula))
    line.pop_back();
  else
    line.push_back({.words = {}, .formula = formula, .is_formula = true});
}

}  // namespace

Line say(Language language, std::string_view key, const Arguments& arguments) {
  std::string_view rest = phrase(language, key);
  Line line;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    if (open != 0) line.push_back({.words = std::string(rest.substr(0, open)), .formula = {}});
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    const Formula& formula = argument(arguments, rest.substr(open + 1, close - open - 1), key);
    if (!formula.empty()) add_formula(line, formula);
    rest.remove_prefix(close + 1);
  }
  return line;
}

std::string plain_text(const Line& line) {
  std::string text;
  for (const Span& span : line) text += span.is_formula ? span.formula.text : span.words;
  return text;
}

void Document::heading(Line line) {
  blocks.push_back({.kind = Block::Kind::heading, .line = std::move(line), .left = {}, .rows = {}});
}

void Document::paragraph(Line line) {
  blocks.push_back({.kind = Block::Kind::paragraph, .line = std::move(line), .left = {}, .rows = {}});
}

void Document::question(Line line) {
  blocks.push_back({.kind = Block::Kind::question, .line = std::move(line), .left = {}, .rows = {}});
}

void Document::equation(Formula left, std::vector<EquationRow> rows) {
  std::string last;
  for (EquationRow& row : rows) {
    std::vector<Formula> kept;
    for (Formula& part : row.parts) {
      if (row.note.empty() && part.text == last) continue;
      last = part.text;
      kept.push_back(std::move(part));
    }
    row.parts = std::move(kept);
  }
  std::erase_if(rows, [](const EquationRow& row) { return row.parts.empty() && row.note.empty(); });
  blocks.push_back({.kind = Block::Kind::equation, .line = {}, .left = std::move(left), .rows = std::move(rows)});
}

}  // namespace chainrule
