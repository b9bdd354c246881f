// Names in formulas.
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/utf8.hpp>
#include <chainrule/engine/formula/writer.hpp>

#include <algorithm>
#include <array>

namespace chainrule {

namespace {

/// From α on, in the order of the alphabet; omicron and the final sigma have no command of their own.
constexpr auto kGreek = std::to_array<std::string_view>(
    {"alpha", "beta", "gamma", "delta", "epsilon", "zeta",  "eta", "theta",   "iota", "kappa", "lambda", "mu",   "nu",
     "xi",    "",     "pi",    "rho",   "",        "sigma", "tau", "upsilon", "phi",  "chi",   "psi",    "omega"});
constexpr auto kGreekCapitals = std::to_array<std::string_view>(
    {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_single_character(std::string_view text) {
  take_character(text);
  return text.empty();
}

/// The command of a Greek letter or of its name; empty for anything else.
std::string greek(std::string_view text) {
  if (std::ranges::find(kGreek, text) != kGreek.end() ||
      std::ranges::find(kGreekCapitals, text) != kGreekCapitals.end())
    return fmt::format("\\{}", text);
  if (!is_single_character(text)) return {};
  const char32_t letter = take_character(text);
  if (letter < U'α' || letter > U'ω' || kGreek[letter - U'α'].empty()) return {};
  return fmt::format("\\{}", kGreek[letter - U'α']);
}

std::string escaped(std::string_view text) {
  static constexpr std::string_view kWithBackslash = "{}#$%&_";
  std::string result;
  for (const char c : text) {
    if (kWithBackslash.find(c) != std::string_view::npos) result += '\\';
    if (c == '\\')
      result += "\\textbackslash{}";
    else if (c == '~')
      result += "\\textasciitilde{}";
    else if (c == '^')
      result += "\\textasciicircum{}";
    else
      result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result;
}

/// A single letter or a Greek one; empty for anything else.
std::string letter(std::string_view text) {
  if (std::string command = greek(text); !command.empty()) return command;
  return is_single_character(text) ? std::string(text) : std::string();
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

std::string upright(std::string_view word) {
  return fmt::format("{}{{{}}}", is_ascii(word) ? "\\mathrm" : "\\text", escaped(word));
}

/// A letter, d and a letter (a cotangent: dz), or a word.
std::string base(std::string_view text) {
  if (std::string single = letter(text); !single.empty()) return single;
  if (text.size() > 1 && text[0] == 'd')
    if (const std::string of = letter(text.substr(1)); !of.empty()) return "d" + of;
  return upright(text);
}

std::string subscript(std::string_view text) {
  if (std::ranges::all_of(text, is_digit)) return std::string(text);
  const std::string single = letter(text);
  return single.empty() ? upright(text) : single;
}

/// Names that are no words but read as mathematics all the same: a', W[1], layer.w, d(L)/d(z).
bool is_readable(std::string_view name) {
  while (!name.empty()) {
    const char32_t c = take_character(name);
    if (!is_letter(c) && !(c >= U'0' && c <= U'9') &&
        std::u32string_view(U"_()/.'[]").find(c) == std::u32string_view::npos)
      return false;
  }
  return true;
}

}  // namespace

std::string latex_name(std::string_view name) {
  if (!is_word(name)) return fmt::format("\\text{{{}}}", escaped(name));
  std::size_t split = name.find('_', 1);
  if (split == std::string_view::npos)
    split = static_cast<std::size_t>(std::find_if_not(name.rbegin(), name.rend(), is_digit).base() - name.begin());
  std::string_view below = name.substr(split);
  if (below.starts_with('_')) below.remove_prefix(1);
  if (below.empty()) return base(name);
  return fmt::format("{}_{{{}}}", base(name.substr(0, split)), subscript(below));
}

std::string function_formula(const OpInfo& op, Dialect dialect) {
  if (dialect == Dialect::code) return std::string(op.name);
  if (dialect == Dialect::javascript) return fmt::format("f.{}", op.name);
  if (dialect == Dialect::display) return std::string(op.shown());
  return fmt::format("\\operatorname{{{}}}", escaped(is_ascii(op.shown()) ? op.shown() : op.name));
}

std::string attribute_formula(std::string_view name, Dialect dialect) {
  return dialect == Dialect::latex ? upright(name) : std::string(name);
}

std::string name_formula(std::string_view name, Dialect dialect) {
  if (dialect == Dialect::latex) return latex_name(name);
  if (dialect == Dialect::code) return name_text(name);
  return is_readable(name) ? std::string(name) : string_literal(name);
}

}  // namespace chainrule
