// An explanation as a short document: headings, sentences and equations, before it is text, Markdown or LaTeX.
#pragma once

#include <chainrule/tools/explain/formula_pair.hpp>
#include <chainrule/tools/languages/catalogue.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainrule {

/// A piece of a sentence: words, or a formula.
struct Span {
  std::string words;
  Formula formula;
  bool is_formula = false;
};
using Line = std::vector<Span>;

/// The formulas that replace {name} in a sentence.
using Arguments = std::vector<std::pair<std::string_view, Formula>>;

/// The sentence of that key with its formulas. Where it says that two are equal and they read alike, it has the first:
/// nobody learns from 0 = 0.
Line say(Language language, std::string_view key, const Arguments& arguments = {});
/// As plain text.
std::string plain_text(const Line& line);

/// One line of an equation: "= -1.904837 * 0.249376 = -0.475021", and what is to be said of it.
struct EquationRow {
  std::vector<Formula> parts;
  Line note;
};

struct Block {
  enum class Kind { heading, paragraph, equation, question };
  Kind kind = Kind::paragraph;
  Line line;                      ///< of a heading, paragraph or question
  Formula left;                   ///< of an equation
  std::vector<EquationRow> rows;  ///< of an equation
};

struct Document {
  Language language = Language::english;
  std::vector<Block> blocks;

  void heading(Line line);
  void paragraph(Line line);
  void question(Line line);
  /// Leaves out what reads like the part before it, but for rows with a note.
  void equation(Formula left, std::vector<EquationRow> rows);
};

/// For a terminal of 80 columns.
std::string document_text(const Document& document);
/// With formulas between dollar signs.
std::string document_markdown(const Document& document);
/// A whole LaTeX document.
std::string document_latex(const Document& document);

}  // namespace chainrule
