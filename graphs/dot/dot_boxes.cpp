#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/graphs/dot/dot_boxes.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/graphs/dot/dot_moment.hpp>
#include <chainrule/graphs/dot/dot_numbers.hpp>
#include <chainrule/ops/logistic.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>

namespace chainrule {

namespace {

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

constexpr std::size_t kMostShownNodes = 8;
constexpr std::string_view kExtentColor = "#666666";

std::string small(std::string_view html) {
  return fmt::format("<FONT POINT-SIZE=\"11\" COLOR=\"{}\">{}</FONT>", kExtentColor, html);
}

/// Lines one below the other, a little apart.
std::string table(const std::vector<std::string>& rows, double room) {
  const std::string width = room > 0 ? fmt::format(" WIDTH=\"{:.0f}\"", room) : std::string();
  std::string html = "<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">";
  for (const std::string& row : rows) html += fmt::format("<TR><TD{}>{}</TD></TR>", width, row);
  return html + "</TABLE>";
}

}  // namespace

std::string colored(std::string_view html, std::string_view color) {
  return fmt::format("<FONT COLOR=\"{}\">{}</FONT>", color, html);
}

DotBoxes::DotBoxes(const Labels& labels, const Diagram& diagram, const DotOptions& options, std::optional<NodeId> loss)
    : labels_(labels),
      graph_(labels.graph()),
      diagram_(diagram),
      options_(options),
      loss_(loss),
      is_prediction_(graph_.size()) {
  for (const Graph::Naming& naming : graph_.names())
    if (graph_.name_of(naming.node) != naming.name) more_names_[naming.node].push_back(naming.name);
  for (const auto& [node, text] : options_.short_forms) short_forms_[node.id()] = text;
  if (options_.style == DotStyle::gradient) {
    for (const auto& [node, expression] : options_.gradient) {
      if (expression.is_number()) continue;
      std::vector<std::string>& names = cotangent_names_[expression.id()];
      std::string name = cotangent_label(labels_, node.id(), loss_);
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
      if (short_forms_.contains(node.id())) expression_forms_[expression.id()] = short_forms_[node.id()];
    }
  }
  for (NodeId id = 0; id < graph_.size(); ++id)
    if (graph_.role(id) == Role::operation && graph_.op(id).name == LogLoss::text.name &&
        diagram_.box_of(id) != Diagram::kNowhere)
      is_prediction_[graph_.operands(id)[0]] = true;
}

std::string DotBoxes::label(const Box& box, double room) const {
  const std::vector<NodeId> shown = box.members.empty() ? std::vector{box.node} : diagram_.lines(box);
  std::vector<std::string> rows;
  if (shown.size() > 1 && box.group != nullptr) rows.push_back(fmt::format("<I>{}</I>", html_name(box.group->name)));
  for (std::size_t i = 0; i < std::min(shown.size(), kMostShownNodes); ++i)
    std::ranges::move(lines(shown[i]), std::back_inserter(rows));
  if (shown.size() > kMostShownNodes) rows.push_back(fmt::format("… {} more", shown.size() - kMostShownNodes));
  if (box.left_out > 0) rows.push_back(small(fmt::format("⋯ {} more beside it", box.left_out)));
  return rows.size() == 1 ? rows[0] : table(rows, room);
}

/// One node: what it is, and below it its numbers.
std::vector<std::string> DotBoxes::lines(NodeId id) const {
  std::vector<std::string> found{fmt::format("<B>{}</B>", title(id))};
  found.push_back(extent_line(id));
  if (options_.values) found.push_back(value_line(id));
  if (options_.cotangents) found.push_back(cotangent_line(id));
  if (const auto form = expression_forms_.find(id); form != expression_forms_.end())
    found.push_back(colored(fmt::format("= {}", formula_html(form->second)), kCotangentColor));
  std::erase(found, std::string());
  return found;
}

/// The value; of a cotangent's expression in the cotangents' colour, as that is what it is.
std::string DotBoxes::value_line(NodeId id) const {
  if (options_.moment != nullptr && !options_.moment->is_known(id)) return std::string(kBlankLine);
  const std::span<const double> values = options_.sweep->values(graph_.expr(id));
  if (options_.before != nullptr) return changed_line({}, options_.before->primal_of(id), values, id, kValueColor);
  const std::string text = html_text(summary(values, graph_.shape(id)));
  return colored(text, cotangent_names_.contains(id) ? kCotangentColor : kValueColor);
}

std::string DotBoxes::title(NodeId id) const {
  std::string html = names(id);
  const Role role = graph_.role(id);
  if (role == Role::constant && graph_.shape(id).is_scalar() && !graph_.name_of(id).empty())
    return fmt::format("{} = {}", html, summary(graph_.values(id), {}));
  if (role != Role::operation) return html;
  const std::string formula = defining_formula(id);
  if (formula.starts_with(fmt::format("{}(", labels_[id])))
    html = formula_html(formula);  // L(a, y) says that it is L
  else
    html += " = " + formula_html(formula);
  if (is_prediction_[id] && !graph_.find("ŷ")) html += " = ŷ";
  return html;
}

/// All names of the node: "z"; of a cotangent's expression what it is the cotangent of, "dz = db".
std::string DotBoxes::names(NodeId id) const {
  std::string html;
  const auto add = [&](std::string_view name) {
    if (!html.empty()) html += " = ";
    html += html_name(name);
  };
  const auto add_some = [&](const auto& list) {
    constexpr std::size_t kMostFurther = 3;
    for (std::size_t i = 0; i < std::min(list.size(), kMostFurther); ++i) add(list[i]);
  };
  const auto cotangent = cotangent_names_.find(id);
  const bool is_cotangent = cotangent != cotangent_names_.end();
  if (!is_cotangent || !graph_.name_of(id).empty() || graph_.role(id) != Role::operation) add(labels_[id]);
  if (const auto more = more_names_.find(id); more != more_names_.end()) add_some(more->second);
  if (is_cotangent) add_some(cotangent->second);
  return html;
}

std::string DotBoxes::defining_formula(NodeId id) const {
  FormulaOptions options;
  options.limit = kMostShown;
  options.by_label = &diagram_.has_line();
  return formula(graph_, id, labels_, Dialect::display, options);
}

std::string DotBoxes::extent_line(NodeId id) const {
  const bool has_numbers = options_.values || options_.cotangents;
  const std::size_t numbers = has_numbers ? options_.sweep->values(graph_.expr(id)).size() : graph_.shape(id).size();
  const std::string text = extent(graph_.shape(id), numbers);
  if (text.empty()) return {};
  return small(html_text(text));
}

std::string DotBoxes::cotangent_line(NodeId id) const {
  if (!options_.sweep->has_cotangent(id)) return {};
  const std::string name = formula_html(cotangent_label(labels_, id, loss_));
  const std::span<const double> final = options_.sweep->cotangents(graph_.expr(id));
  if (options_.before != nullptr)
    return changed_line(name + " = ", options_.before->cotangent_of(id), final, id, kCotangentColor);
  const bool is_final = options_.moment == nullptr || options_.moment->is_final(id);
  const std::optional<std::vector<double>> partial = is_final ? std::nullopt : options_.moment->cotangent(id);
  if (!is_final && !partial) return std::string(kBlankLine);
  std::string html = fmt::format("{} = {}", name, html_text(summary(partial ? *partial : final, graph_.shape(id))));
  if (!is_final) return colored(html + " + …", kCotangentColor);
  if (const auto form = short_forms_.find(id); form != short_forms_.end())
    html += fmt::format("&#160; (= {})", formula_html(form->second));
  return colored(html, kCotangentColor);
}

/// "0.5 → 0.547502 ▲", in colour where it changed; grey and plain where it did not.
std::string DotBoxes::changed_line(std::string_view name, std::span<const double> before, std::span<const double> after,
                                   NodeId id, std::string_view color) const {
  const std::string now = html_text(summary(after, graph_.shape(id)));
  if (same_bits(before, after)) return colored(fmt::format("{}{}", name, now), kExtentColor);
  const std::string mark = before.size() > 1 ? "" : after[0] > before[0] ? " ▲" : after[0] < before[0] ? " ▼" : "";
  return colored(fmt::format("{}{} → {}{}", name, html_text(summary(before, graph_.shape(id))), now, mark), color);
}

std::string DotBoxes::formula_html(std::string_view formula) const {
  return html_formula(shortened(formula), [this](std::string_view word) { return meaning(word); });
}

std::optional<std::string_view> DotBoxes::meaning(std::string_view word) const {
  if (word == "inf" || word == "nan") return std::nullopt;  // numbers, but for a node of that name
  const std::optional<NodeId> node = labels_.find(word);
  if (!node) {
    const bool is_cotangent = word.starts_with('d') && word.size() > 1 && labels_.find(word.substr(1));
    return is_cotangent ? std::optional(word) : std::nullopt;
  }
  const auto cotangent = cotangent_names_.find(*node);
  if (cotangent == cotangent_names_.end() || !graph_.name_of(*node).empty()) return word;
  return cotangent->second[0];
}

}  // namespace chainrule
