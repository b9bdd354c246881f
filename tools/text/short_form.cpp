#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/definition.hpp>
#include <chainrule/tools/text/short_form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kLargestGraph = 2000;
constexpr std::size_t kLongestText = 40;

std::string condition_text(std::span<const Expr> nonzero) {
  std::string text;
  for (const Expr& divisor : nonzero)
    text += fmt::format("{}{} != 0", text.empty() ? "" : " and ", reading_text(divisor));
  return text;
}

}  // namespace

bool agrees(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

bool is_as_printed(double printed, double computed) {
  if (printed == computed || !std::isfinite(printed) || !std::isfinite(computed)) return true;
  return std::abs(printed - computed) <= 1e-6 * std::abs(computed);
}

ShortForms::ShortForms(const Sweep& sweep) : sweep_(sweep) {
  const Graph& graph = sweep.graph();
  if (graph.size() > kLargestGraph || !sweep.loss()) return;
  gradient_.emplace(graph.expr(*sweep.loss()), std::span<const Expr>(), Form::textbook);
  values_.emplace(graph, sweep.examples());
}

std::optional<ShortForm> ShortForms::of(NodeId node) {
  if (!gradient_ || !sweep_.has_cotangent(node)) return std::nullopt;
  ShortForm form;
  form.derivation = simplify_with_steps(gradient_->of(sweep_.graph().expr(node)));
  const Expr& result = form.derivation.result;
  form.text = reading_text(result);
  if (columns(form.text) > kLongestText) return std::nullopt;
  form.condition = condition_text(form.derivation.nonzero);
  if (sweep_.cotangent_of(node).size() == 1 && result.shape().is_scalar()) form.value = number(result);
  return form;
}

double ShortForms::number(const Expr& expression) {
  if (expression.is_number()) return expression.number();
  values_->copy_leaf_values(sweep_);
  values_->forward();
  return values_->values(expression)[0];
}

}  // namespace chainrule
