#include <chainrule/graphs/dot_arrows.hpp>
#include <chainrule/graphs/dot_labels.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chainrule {

namespace {

/// Graphviz puts a label right on the arrow, so that it needs room below the text.
std::string above_the_line(const std::string& html) {
  return fmt::format(
      "<TABLE BORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\"><TR><TD>{}</TD></TR><TR><TD "
      "HEIGHT=\"5\"></TD></TR></TABLE>",
      html);
}

}  // namespace

DotArrows::DotArrows(const Labels& labels, const Diagram& diagram, const DotBoxes& boxes, const DotOptions& options)
    : graph_(labels.graph()), diagram_(diagram), boxes_(boxes), options_(options) {
  if (!options.cotangents) return;
  flow_.emplace(labels, diagram, *options.sweep);
  for (const Arrow& arrow : diagram_.arrows())
    if (const double size = flow_->magnitude(arrow); std::isfinite(size)) largest_ = std::max(largest_, size);
}

void DotArrows::write(const Arrow& arrow, std::string& out) {
  if (diagram_.boxes()[arrow.to].in_gradient) return write_into_gradient(arrow, out);
  fmt::format_to(std::back_inserter(out), "  n{} -> n{}", arrow.from + 1, arrow.to + 1);
  std::string attributes;
  if (carries_cotangent(arrow)) attributes = fmt::format("color=\"#333333\", penwidth={:.1f}", width(arrow));
  if (const std::string html = label(arrow); !html.empty())
    attributes += fmt::format("{}label=<{}>", attributes.empty() ? "" : ", ", html);
  out += attributes.empty() ? ";\n" : fmt::format(" [{}];\n", attributes);
}

/// Cotangents flow from right to left, below the values that they need. These arrows have no labels: Graphviz 2.42
/// breaks its heap over labels of arrows that it was told not to order by.
void DotArrows::write_into_gradient(const Arrow& arrow, std::string& out) const {
  if (diagram_.boxes()[arrow.from].in_gradient)
    fmt::format_to(std::back_inserter(out), "  n{} -> n{} [dir=back, style=dashed, color=\"{}\"];\n", arrow.to + 1,
                   arrow.from + 1, kCotangentColor);
  else
    fmt::format_to(std::back_inserter(out), "  n{} -> n{} [constraint=false, style=dashed];\n", arrow.from + 1,
                   arrow.to + 1);
}

bool DotArrows::carries_cotangent(const Arrow& arrow) const {
  return std::ranges::any_of(arrow.uses, [&](const Arrow::Use& use) {
    if (flow_) return options_.sweep->follows(use.consumer, use.operand);
    return graph_.node(arrow.source).on_parameter() && graph_.op(use.consumer).differentiable(use.operand);
  });
}

double DotArrows::width(const Arrow& arrow) const {
  constexpr double kUsual = 2;
  if (!flow_ || largest_ == 0) return kUsual;
  const double share = flow_->magnitude(arrow) / largest_;
  return 1.6 + 2 * (share <= 1 ? share : 1);  // of an infinity or a NaN the most
}

std::string DotArrows::label(const Arrow& arrow) {
  std::string html;
  if (options_.values) html = colored(value_html(arrow.source) + " →", kValueColor);
  const auto back = flow_ ? flow_->text(arrow) : std::nullopt;
  if (back) html += (html.empty() ? "" : "<BR/>") + colored("← " + contribution_html(*back), kCotangentColor);
  return html.empty() ? html : above_the_line(html);
}

std::string DotArrows::value_html(NodeId source) const {
  const std::span<const double> values = options_.sweep->values(graph_.expr(source));
  const Shape& shape = graph_.shape(source);
  return html_text(values.size() > kMostNumbers ? extent(shape, values.size()) : summary(values, shape));
}

std::string DotArrows::contribution_html(const BackwardFlow::Text& text) const {
  std::string html = text.summed ? "Σ " : "";
  html += boxes_.formula_html(text.cotangent);
  if (!text.cotangent.empty() && !text.local.empty()) html += " · ";
  html += boxes_.formula_html(text.local);
  if (!html.empty() && !text.numbers.empty()) html += " = ";
  return html + boxes_.formula_html(text.numbers);
}

}  // namespace chainrule
