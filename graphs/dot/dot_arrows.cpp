#include <chainrule/graphs/dot/dot_arrows.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/graphs/dot/dot_moment.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chainrule {

namespace {

constexpr double kGap = 5;
constexpr double kSlack = 4;  // lines with small letters or letters of another type differ in height by so much

/// Graphviz puts a label right on the arrow, so that it needs room below the text. The text takes at least that much.
std::string above_the_line(const std::string& html, PictureLayout::Point room) {
  const std::string size = room.x > 0 ? fmt::format(" VALIGN=\"TOP\" WIDTH=\"{:.0f}\" HEIGHT=\"{:.0f}\"",
                                                    room.x + kSlack, room.y - kGap + kSlack)
                                      : std::string();
  return fmt::format(
      "<TABLE BORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\"><TR><TD{}>{}</TD></TR><TR><TD "
      "HEIGHT=\"{}\"></TD></TR></TABLE>",
      size, html, kGap);
}

}  // namespace

DotArrows::DotArrows(const Labels& labels, const Diagram& diagram, const DotBoxes& boxes, const DotOptions& options)
    : graph_(labels.graph()), diagram_(diagram), boxes_(boxes), options_(options) {
  if (options.reserved != nullptr)
    for (const PictureLayout::Arrow& arrow : options.reserved->arrows) room_[arrow.id] = arrow.label_size;
  if (!options.cotangents) return;
  flow_.emplace(labels, diagram, *options.sweep);
  for (const Arrow& arrow : diagram_.arrows())
    if (const double size = flow_->magnitude(arrow); std::isfinite(size)) largest_ = std::max(largest_, size);
}

void DotArrows::write(const Arrow& arrow, std::string& out) {
  if (diagram_.boxes()[arrow.to].in_gradient) return write_into_gradient(arrow, out);
  fmt::format_to(std::back_inserter(out), "  n{} -> n{}", arrow.from + 1, arrow.to + 1);
  std::string attributes = look(arrow);
  const auto add = [&](const std::string& text) { attributes += (attributes.empty() ? "" : ", ") + text; };
  if (options_.ids) add(fmt::format("id={}", id(arrow)));
  if (const std::string html = label(arrow); !html.empty()) add(fmt::format("label=<{}>", html));
  out += attributes.empty() ? ";\n" : fmt::format(" [{}];\n", attributes);
}

/// "e3" of the third arrow.
std::string DotArrows::id(const Arrow& arrow) const {
  return fmt::format("e{}", &arrow - diagram_.arrows().data() + 1);
}

std::string DotArrows::look(const Arrow& arrow) const {
  if (options_.before != nullptr)
    return has_changed(arrow) ? fmt::format("color=\"{}\", penwidth=2", kValueColor) : std::string();
  if (options_.moment != nullptr && options_.moment->is_active(arrow))
    return options_.moment->is_backward() ? fmt::format("color=\"{}\", penwidth=4, dir=back", kCotangentColor)
                                          : fmt::format("color=\"{}\", penwidth=3", kValueColor);
  const bool has_flowed = options_.moment == nullptr || options_.moment->has_flowed(arrow);
  if (!carries_cotangent(arrow) || !has_flowed) return {};
  return fmt::format("color=\"#333333\", penwidth={:.1f}", width(arrow));
}

bool DotArrows::has_changed(const Arrow& arrow) const {
  return !std::ranges::equal(options_.before->primal_of(arrow.source), options_.sweep->primal_of(arrow.source));
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
  if (options_.before != nullptr) return {};
  const DotMoment* const moment = options_.moment;
  std::string html;
  if (options_.values)
    html = moment == nullptr || moment->is_known(arrow.source) ? colored(value_html(arrow.source) + " →", kValueColor)
                                                               : std::string(kBlankLine);
  const auto back = flow_ ? flow_->text(arrow) : std::nullopt;
  if (back) {
    const bool has_flowed = moment == nullptr || moment->has_flowed(arrow);
    html += html.empty() ? "" : "<BR/>";
    html += has_flowed ? colored("← " + contribution_html(*back), kCotangentColor) : std::string(kBlankLine);
  }
  if (html.empty()) return html;
  const auto room = room_.find(id(arrow));
  return above_the_line(html, room == room_.end() ? PictureLayout::Point() : room->second);
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
