#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/tools/reports/check_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

/// The element's place in the tensor: one index per axis.
std::vector<std::size_t> indices(std::size_t element, const Shape& shape) {
  std::vector<std::size_t> places(shape.rank());
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(shape[axis]);
    places[axis] = element % extent;
    element /= extent;
  }
  return places;
}

std::string error_text(double error) { return error == 0 ? "0" : number_text(std::stod(fmt::format("{:.1e}", error))); }

}  // namespace

std::string CheckText::label(NodeId node) const { return name_text(labels_[node]); }

/// "W[0,2]", and of which example it is where that matters.
std::string CheckText::number_label(const GradientCheck& check) const {
  std::string text = label(check.parameter.id());
  for (std::string_view opening = "["; const std::size_t place : indices(check.element, check.parameter.shape())) {
    text += fmt::format("{}{}", opening, place);
    opening = ",";
  }
  if (!check.parameter.shape().is_scalar()) text += "]";
  if (has_examples_) text += fmt::format(" (example {})", check.example + 1);
  return text;
}

/// "sigmoid(a), by its operand z"
std::string CheckText::edge_label(const WrongEdge& edge) const {
  const Graph& graph = labels_.graph();
  return fmt::format("{}, which makes {}, by operand {} ({})", graph.op(edge.node).name, label(edge.node),
                     edge.operand + 1, label(graph.operands(edge.node)[edge.operand]));
}

std::string CheckText::reason(const GradientCheck& check) const {
  const auto op_at = [&] { return fmt::format("{} at {}", labels_.graph().op(*check.at).name, label(*check.at)); };
  switch (check.doubt) {
    case Doubt::none:
      return "";
    case Doubt::kink:
      return check.at ? op_at() + " has a kink here" : "the slopes to the left and to the right differ";
    case Doubt::not_finite:
      return "the gradient, the loss, or differences of it are not finite";
    case Doubt::imprecise:
      return "rounding hides the derivative from differences";
    case Doubt::not_differentiable:
      return op_at() + " is not differentiated by an operand that moves";
    case Doubt::left_out:
      return "there are too many numbers to look at all of them";
    case Doubt::modes_differ:
      return fmt::format("the sweep gives {}, the gradient graph {}, forward mode {}", number_text(check.sweep),
                         number_text(check.analytic), number_text(check.forward));
    case Doubt::wrong:
      return "differences give something else";
  }
  return "";
}

std::string CheckText::blame(const GradientCheck& check) const {
  if (!check.blame) return "no single edge is to blame";
  return fmt::format("the derivative of {} is {}, but differences give {}", edge_label(*check.blame),
                     number_text(check.blame->analytic), number_text(check.blame->numeric));
}

constexpr std::size_t kWidest = 40;  // a longer label stands out: a name may have a megabyte

std::string CheckText::lines(const std::vector<GradientCheck>& checks) const {
  std::vector<std::string> labels;
  std::size_t width = 0;
  for (const GradientCheck& check : checks) {
    labels.push_back(number_label(check));
    if (labels.back().size() <= kWidest) width = std::max(width, labels.back().size());
  }
  std::string text;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const GradientCheck& check = checks[i];
    text += fmt::format("{:<{}}  {}: gradient {}, differences {}, error {}", labels[i], width, to_text(check.verdict),
                        number_text(check.analytic), number_text(check.numeric), error_text(check.error));
    if (check.checked < check.elements) text += fmt::format(", {} of {} numbers", check.checked, check.elements);
    text += '\n';
    if (check.doubt != Doubt::none) text += "    " + reason(check) + '\n';
    if (check.verdict == Verdict::fails) text += "    " + blame(check) + '\n';
  }
  return text;
}

void CheckText::write(JsonWriter& json, const GradientCheck& check) const {
  const Graph& graph = labels_.graph();
  json.begin_object().key("name").text(labels_[check.parameter.id()]);
  json.key("analytic").number(check.analytic).key("numeric").number(check.numeric);
  json.key("error").number(check.error).key("verdict").text(to_text(check.verdict));
  json.key("uncertainty").number(check.uncertainty);
  json.key("sweep").number(check.sweep).key("forward").number(check.forward);
  if (!check.parameter.shape().is_scalar()) {
    json.key("element").begin_array();
    for (const std::size_t place : indices(check.element, check.parameter.shape())) json.integer(place);
    json.end_array();
  }
  if (has_examples_) json.key("example").integer(check.example + 1);
  if (check.doubt != Doubt::none) json.key("reason").text(reason(check));
  if (check.blame) {
    json.key("blame").begin_object().key("op").text(graph.op(check.blame->node).name);
    json.key("node").text(labels_[check.blame->node]);
    json.key("input").text(labels_[graph.operands(check.blame->node)[check.blame->operand]]);
    json.key("operand").integer(check.blame->operand + 1);
    json.key("analytic").number(check.blame->analytic).key("numeric").number(check.blame->numeric).end_object();
  }
  json.end_object();
}

std::string CheckText::json(const std::vector<GradientCheck>& checks) const {
  JsonWriter json;
  json.begin_object().key("checks").begin_array();
  for (const GradientCheck& each : checks) write(json, each);
  json.end_array().end_object();
  return json.take();
}

}  // namespace chainrule
