// Explanations in Markdown and in LaTeX.
#include <chainrule/tools/explain/document.hpp>

#include <fmt/format.h>

namespace chainrule {

namespace {

constexpr std::string_view kLatexBeginning = R"(\documentclass{{article}}
\usepackage[T2A,T1]{{fontenc}}
\usepackage[utf8]{{inputenc}}
\usepackage[{}]{{babel}}
\usepackage{{amsmath}}
\begin{{document}}
)";

/// Characters that Markdown and HTML would take for markup.
std::string escaped_markdown(std::string_view words) {
  static constexpr std::string_view kSpecial = "\\`*_[]#|$";
  std::string text;
  for (const char c : words) {
    if (c == '<')
      text += "&lt;";
    else if (c == '>')
      text += "&gt;";
    else if (c == '&')
      text += "&amp;";
    else if (kSpecial.find(c) != std::string_view::npos)
      text += fmt::format("\\{}", c);
    else
      text += c;
  }
  return text;
}

std::string escaped_latex(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (c == '\\')
      text += "\\textbackslash{}";
    else if (c == '^')
      text += "\\textasciicircum{}";
    else if (c == '~')
      text += "\\textasciitilde{}";
    else if (std::string_view("{}#$%&_").find(c) != std::string_view::npos)
      text += fmt::format("\\{}", c);
    else
      text += c;
  }
  return text;
}

/// LaTeX where a reader of Markdown might see HTML, the end of the formula, or an emphasis.
std::string for_markdown(std::string_view latex) {
  std::string text;
  for (std::size_t i = 0; i < latex.size(); ++i) {
    if (latex[i] == '<')
      text += "\\lt{}";
    else if (latex[i] == '>')
      text += "\\gt{}";
    else if (latex[i] == '`')
      text += "{\\text{'}}";
    else
      text += latex[i];
  }
  return text;
}

std::string inline_markup(const Line& line, bool is_markdown) {
  std::string text;
  for (const Span& span : line) {
    if (span.is_formula)
      text += fmt::format("${}$", is_markdown ? for_markdown(span.formula.latex) : span.formula.latex);
    else
      text += is_markdown ? escaped_markdown(span.words) : escaped_latex(span.words);
  }
  return text;
}

/// A sentence inside of a formula: words in \text, formulas as they are.
std::string note_markup(const Line& line) {
  std::string text;
  for (const Span& span : line)
    text += span.is_formula ? span.formula.latex : fmt::format("\\text{{{}}}", escaped_latex(span.words));
  return text;
}

/// The rows of an aligned equation.
std::string rows_markup(const Block& block) {
  std::string text;
  std::string left = block.left.latex;
  for (const EquationRow& row : block.rows) {
    if (!text.empty()) text += " \\\\\n";
    text += left + " &";
    left.clear();
    for (const Formula& part : row.parts) text += fmt::format(" = {}", part.latex);
    if (!row.note.empty()) text += fmt::format(" && {}", note_markup(row.note));
  }
  return text;
}

}  // namespace

std::string document_markdown(const Document& document) {
  std::string text;
  for (const Block& block : document.blocks) {
    if (!text.empty()) text += '\n';
    switch (block.kind) {
      case Block::Kind::heading:
        text += fmt::format("## {}\n", inline_markup(block.line, true));
        break;
      case Block::Kind::paragraph:
        text += inline_markup(block.line, true) + '\n';
        break;
      case Block::Kind::question:
        text += fmt::format("**{}**\n", inline_markup(block.line, true));
        break;
      case Block::Kind::equation:
        text += fmt::format("$$\n\\begin{{aligned}}\n{}\n\\end{{aligned}}\n$$\n", for_markdown(rows_markup(block)));
        break;
    }
  }
  return text;
}

std::string document_latex(const Document& document) {
  const bool is_ukrainian = document.language == Language::ukrainian;
  std::string text = fmt::format(fmt::runtime(kLatexBeginning), is_ukrainian ? "ukrainian" : "english");
  for (const Block& block : document.blocks) {
    text += '\n';
    switch (block.kind) {
      case Block::Kind::heading:
        text += fmt::format("\\section*{{{}}}\n", inline_markup(block.line, false));
        break;
      case Block::Kind::paragraph:
        text += inline_markup(block.line, false) + '\n';
        break;
      case Block::Kind::question:
        text += fmt::format("\\paragraph{{{}}}\n", inline_markup(block.line, false));
        break;
      case Block::Kind::equation:
        text += fmt::format("\\begin{{align*}}\n{}\n\\end{{align*}}\n", rows_markup(block));
        break;
    }
  }
  return text + "\n\\end{document}\n";
}

}  // namespace chainrule
