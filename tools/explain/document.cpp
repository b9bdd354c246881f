#include <chainrule/engine/base/error.hpp>
#include <chainrule/tools/explain/document.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

const Formula& argument(const Arguments& arguments, std::string_view name, std::string_view key) {
  const auto found = std::ranges::find(arguments, name, &Arguments::value_type::first);
  if (found == arguments.end()) throw GraphError(fmt::format("the sentence {} needs a {}", key, name));
  return found->second;
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
    if (!formula.empty()) line.push_back({.words = {}, .formula = formula, .is_formula = true});
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
  blocks.push_back({.kind = Block::Kind::equation, .line = {}, .left = std::move(left), .rows = std::move(rows)});
}

}  // namespace chainrule
