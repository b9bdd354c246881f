#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/explain/formula_pair.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/definition.hpp>
#include <chainrule/tools/text/step_text.hpp>

#include <fmt/format.h>

#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kLongestName = 40;

std::string latex_number(double number) {
  if (std::isnan(number)) return "\\mathrm{NaN}";
  if (std::isinf(number)) return number < 0 ? "-\\infty" : "\\infty";
  const std::string text = short_text(number);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  return fmt::format("{} \\cdot 10^{{{}}}", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

/// "[0.58, -0.82, ...] (9 numbers)" with signs of mathematics only.
std::string latex_numbers(std::span<const double> numbers) {
  constexpr std::size_t kMost = 6;
  std::string list;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers.size() > kMost && i == 3) {
      list += ", \\ldots";
      i = numbers.size() - 1;
    }
    list += fmt::format("{}{}", list.empty() ? "" : ", ", latex_number(numbers[i]));
  }
  return fmt::format("[{}]", list);
}

std::string latex_of(std::string_view name) { return name_formula(cut(name, kLongestName), Dialect::latex); }

}  // namespace

Formula formula_of(const Expr& expression) {
  return {reading_text(expression), reading_text(expression, Dialect::latex), expression};
}

std::vector<Formula> formulas_of(std::span<const Expr> expressions) {
  std::vector<Formula> formulas;
  for (const Expr& expression : expressions) formulas.push_back(formula_of(expression));
  return formulas;
}

Formula with_numbers(const Expr& expression) {
  return {text_with_numbers(expression), text_with_numbers(expression, Dialect::latex)};
}

Formula number_formula(double number) { return {short_text(number), latex_number(number)}; }

Formula numbers_formula(std::span<const double> numbers) {
  if (numbers.size() == 1) return number_formula(numbers[0]);
  return {numbers_text(numbers), latex_numbers(numbers)};
}

Formula factor_formula(double number) {
  const Formula plain = number_formula(number);
  if (!plain.text.starts_with('-')) return plain;
  return {fmt::format("({})", plain.text), fmt::format("({})", plain.latex)};
}

Formula code_formula(std::string_view text) {
  std::string latex;
  for (const char c : text) {
    const bool is_special = std::string_view("{}#$%&_").find(c) != std::string_view::npos;
    latex += c == '\\'  ? "\\textbackslash{}"
             : c == '^' ? "\\textasciicircum{}"
                        : fmt::format("{}{}", is_special ? "\\" : "", c);
  }
  return {std::string(text), fmt::format("\\texttt{{{}}}", latex)};
}

Formula name_of(const Labels& labels, NodeId node) {
  return {cut(name_formula(labels[node], Dialect::display), kLongestName), latex_of(labels[node])};
}

Formula cotangent_name(const Labels& labels, NodeId node, NodeId loss) {
  const std::string label = cotangent_label(labels, node, loss);
  const std::string text = cut(label, kLongestName);
  if (label != fmt::format("d{}", labels[node])) return {text, derivative_name(labels, loss, node).latex};
  return {text, "d" + latex_of(labels[node])};
}

Formula derivative_name(const Labels& labels, NodeId out, NodeId in) {
  return {cut(partial_label(labels, out, in), 2 * kLongestName),
          fmt::format("\\frac{{d{}}}{{d{}}}", latex_of(labels[out]), latex_of(labels[in]))};
}

Formula joined(std::span<const Formula> parts, std::string_view text, std::string_view latex) {
  Formula result;
  for (const Formula& part : parts) {
    result.text += fmt::format("{}{}", result.text.empty() ? "" : text, part.text);
    result.latex += fmt::format("{}{}", result.latex.empty() ? "" : latex, part.latex);
  }
  return result;
}

Formula sum(std::span<const Formula> parts) { return joined(parts, " + ", " + "); }

Formula product(std::span<const Formula> parts) { return joined(parts, " * ", " \\cdot "); }

Formula equal(std::initializer_list<Formula> parts) {
  std::vector<Formula> different;
  for (const Formula& part : parts)
    if (different.empty() || different.back().text != part.text) different.push_back(part);
  return joined(different, " = ", " = ");
}

}  // namespace chainrule
