#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/tools/page/mathml.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace chainrule {

namespace {

using Entry = std::pair<std::string_view, std::string_view>;

constexpr Entry kLetters[] = {{"alpha", "α"},   {"beta", "β"},   {"gamma", "γ"}, {"delta", "δ"},   {"epsilon", "ε"},
                              {"zeta", "ζ"},    {"eta", "η"},    {"theta", "θ"}, {"iota", "ι"},    {"kappa", "κ"},
                              {"lambda", "λ"},  {"mu", "μ"},     {"nu", "ν"},    {"xi", "ξ"},      {"pi", "π"},
                              {"rho", "ρ"},     {"sigma", "σ"},  {"tau", "τ"},   {"upsilon", "υ"}, {"phi", "φ"},
                              {"chi", "χ"},     {"psi", "ψ"},    {"omega", "ω"}, {"Gamma", "Γ"},   {"Delta", "Δ"},
                              {"Theta", "Θ"},   {"Lambda", "Λ"}, {"Xi", "Ξ"},    {"Pi", "Π"},      {"Sigma", "Σ"},
                              {"Upsilon", "Υ"}, {"Phi", "Φ"},    {"Psi", "Ψ"},   {"Omega", "Ω"},   {"infty", "∞"}};
constexpr Entry kSigns[] = {{"cdot", "·"},  {"le", "≤"},  {"ge", "≥"}, {"ne", "≠"},   {"top", "⊤"},
                            {"ldots", "…"}, {"sum", "∑"}, {"to", "→"}, {"colon", ":"}};
constexpr std::string_view kFunctions[] = {"log",    "min",    "max",  "sin",  "cos",  "tan", "arcsin",
                                           "arccos", "arctan", "sinh", "cosh", "tanh", "exp"};
constexpr std::string_view kTimes = "<mo>&#x2062;</mo>";  // invisible; the page shows a dot between numbers
constexpr std::string_view kApply = "<mo>&#x2061;</mo>";
constexpr int kDeepest = 100;

std::optional<std::string_view> find(std::span<const Entry> entries, std::string_view name) {
  const auto found = std::ranges::find(entries, name, &Entry::first);
  return found == entries.end() ? std::nullopt : std::optional(found->second);
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads one formula from left to right.
class Reader {
 public:
  Reader(std::string_view text, std::span<const std::pair<std::string, std::string>> names)
      : rest_(text), names_(names) {}

  std::string read() { return row({}); }

 private:
  enum class Kind { operand, function, sign };
  struct Atom {
    std::string xml;
    Kind kind = Kind::operand;
    bool is_large = false;  // a sum, whose bounds stand below and above
  };

  /// Up to that text, which is taken too, or to the end.
  std::string row(std::string_view end) {
    if (++depth_ > kDeepest) {
      const std::string_view all = rest_;
      rest_ = {};
      return fmt::format("<mtext>{}</mtext>", xml_text(all));
    }
    std::string out;
    Kind before = Kind::sign;
    for (;;) {
      const bool has_space = skip_spaces();
      if (rest_.empty() || (!end.empty() && take(end))) break;
      if (end.empty() ? false : ends_cell(end)) break;
      const Atom next = with_scripts(atom());
      if (before == Kind::operand && next.kind != Kind::sign && has_space) out += kTimes;
      if (before == Kind::function && next.kind != Kind::sign) out += kApply;
      out += next.xml;
      before = next.kind;
    }
    --depth_;
    return out;
  }

  /// In cases, & and \\ end a cell; whoever reads the table takes them.
  bool ends_cell(std::string_view end) const {
    return end == kCell && (rest_.starts_with('&') || rest_.starts_with("\\\\") || rest_.starts_with("\\end"));
  }

  Atom with_scripts(Atom base) {
    std::optional<std::string> below, above;
    while (rest_.starts_with('_') || rest_.starts_with('^')) {
      const bool is_below = rest_[0] == '_';
      rest_.remove_prefix(1);
      (is_below ? below : above) = argument();
    }
    if (!below && !above) return base;
    const bool both = below && above;
    const std::string_view tag = base.is_large ? (both    ? "munderover"
                                                  : below ? "munder"
                                                          : "mover")
                                               : (both    ? "msubsup"
                                                  : below ? "msub"
                                                          : "msup");
    base.xml = fmt::format("<{0}>{1}{2}{3}</{0}>", tag, base.xml, below ? *below : "", above ? *above : "");
    return base;
  }

  /// The operand of a script or a command, as one element.
  std::string argument() {
    skip_spaces();
    if (take("{")) return fmt::format("<mrow>{}</mrow>", row("}"));
    return rest_.empty() ? "<mrow></mrow>" : atom().xml;
  }

  Atom atom() {
    for (const auto& [latex, attributes] : names_)
      if (is_name_here(latex)) {
        rest_.remove_prefix(latex.size());
        return {fmt::format("<mrow{}>{}</mrow>", attributes, Reader(latex, {}).read())};
      }
    const char c = rest_[0];
    if (c == '\\') return command();
    if (is_digit(c)) return number();
    if (take("{")) return {fmt::format("<mrow>{}</mrow>", row("}"))};
    if (take("(")) return in_parentheses("(", row(")"), ")");
    return character();
  }

  /// A name right before a parenthesis is a function: L(a, y). A letter is no name where more of a word follows.
  bool is_name_here(std::string_view latex) const {
    if (!rest_.starts_with(latex)) return false;
    const std::string_view after = rest_.substr(latex.size());
    if (after.starts_with('(')) return false;
    return !is_letter(latex.back()) || latex.front() != '\\' || after.empty() || !is_letter(after.front());
  }

  Atom number() {
    std::size_t length = 0;
    while (length < rest_.size() && (is_digit(rest_[length]) || rest_[length] == '.')) ++length;
    return {fmt::format("<mn>{}</mn>", taken(length))};
  }

  Atom character() {
    std::size_t length = 1;
    while (length < rest_.size() && (rest_[length] & 0xC0) == 0x80) ++length;
    const std::string_view text = taken(length);
    if (text == "-") return {"<mo>−</mo>", Kind::sign};
    if (is_letter(text[0]) || length > 1) return {fmt::format("<mi>{}</mi>", xml_text(text))};
    return {fmt::format("<mo>{}</mo>", xml_text(text)), text == ")" ? Kind::operand : Kind::sign};
  }

  Atom command() {
    std::size_t length = 1;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const std::string_view name = taken(length).substr(1);
    if (name == "frac") {
      const std::string above = argument();
      return {fmt::format("<mfrac>{}{}</mfrac>", above, argument())};
    }
    if (name == "sqrt") return {fmt::format("<msqrt>{}</msqrt>", argument())};
    if (name == "left") return fenced();
    if (name == "begin") return cases();
    if (name == "text") return {fmt::format("<mtext>{}</mtext>", xml_text(braced()))};
    if (name == "mathrm" || name == "mathsf")
      return {fmt::format("<mi mathvariant=\"normal\">{}</mi>", xml_text(braced()))};
    if (name == "texttt") return {fmt::format("<mtext class=\"code\">{}</mtext>", xml_text(braced()))};
    if (name == "mathrel") return {fmt::format("<mo>{}</mo>", xml_text(braced())), Kind::sign};
    if (name == "operatorname") return {fmt::format("<mi>{}</mi>", xml_text(braced())), Kind::function};
    if (std::ranges::find(kFunctions, name) != std::end(kFunctions))
      return {fmt::format("<mi>{}</mi>", name), Kind::function};
    if (const auto letter = find(kLetters, name))
      return {fmt::format("<mi>{}</mi>", *letter), name == "sigma" ? Kind::function : Kind::operand};
    if (const auto sign = find(kSigns, name)) return {fmt::format("<mo>{}</mo>", *sign), Kind::sign, name == "sum"};
    if (name.empty() && !rest_.empty()) return character();  // an escaped sign
    return {fmt::format("<mtext>{}</mtext>", xml_text(name))};
  }

  /// They grow with what is higher than a line, and with nothing else: fonts differ in what they think of letters.
  static Atom in_parentheses(std::string_view open, std::string_view inside, std::string_view close) {
    const auto has = [&](std::string_view tag) { return inside.find(tag) != std::string_view::npos; };
    const std::string_view grows = has("<mfrac") || has("<mtable") || has("<munder") ? "true" : "false";
    return {fmt::format("<mrow><mo stretchy=\"{0}\">{1}</mo>{2}<mo stretchy=\"{0}\">{3}</mo></mrow>", grows,
                        xml_text(open), inside, xml_text(close))};
  }

  Atom fenced() {
    const std::string_view open = taken(1);
    const std::string inside = row("\\right");
    const std::string_view close = rest_.empty() ? std::string_view() : taken(1);
    return in_parentheses(open, inside, close);
  }

  Atom cases() {
    braced();
    std::string rows;
    while (!rest_.empty()) {
      std::string cells;
      do cells += fmt::format("<mtd>{}</mtd>", row(kCell));
      while (take("&"));
      rows += fmt::format("<mtr>{}</mtr>", cells);
      if (!take("\\\\")) break;
      skip_spaces();
    }
    if (take("\\end")) braced();
    return {fmt::format("<mrow><mo>{{</mo><mtable columnalign=\"left\">{}</mtable></mrow>", rows)};
  }

  /// The text in braces, with LaTeX's escapes undone.
  std::string braced() {
    static constexpr Entry kEscapes[] = {
        {"textbackslash{}", "\\"}, {"textasciitilde{}", "~"}, {"textasciicircum{}", "^"}};
    std::string text;
    if (!take("{")) return text;
    while (!rest_.empty() && !take("}")) {
      if (!take("\\")) {
        text += taken(1);
        continue;
      }
      const auto escape = std::ranges::find_if(kEscapes, [&](const Entry& entry) { return take(entry.first); });
      if (escape != std::end(kEscapes))
        text += escape->second;
      else if (!rest_.empty())
        text += taken(1);
    }
    return text;
  }

  bool skip_spaces() {
    const std::size_t before = rest_.size();
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    return rest_.size() != before;
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string_view taken(std::size_t length) {
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(text.size());
    return text;
  }

  static constexpr std::string_view kCell = "\x01";

  std::string_view rest_;
  std::span<const std::pair<std::string, std::string>> names_;
  int depth_ = 0;
};

}  // namespace

std::string xml_text(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return html_text(line);
}

void MathMl::add_name(std::string latex, std::string attributes) {
  if (latex.empty()) return;
  const auto place = std::ranges::find_if(names_, [&](const auto& name) { return name.first.size() < latex.size(); });
  names_.insert(place, {std::move(latex), std::move(attributes)});
}

std::string MathMl::operator()(std::string_view latex) const { return Reader(latex, names_).read(); }

}  // namespace chainrule
