#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/check/cotangent_paths.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/doctor/remedies.hpp>
#include <chainrule/tools/doctor/report.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/definition.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule {

namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestFormula = 24;
constexpr std::size_t kLongestDefinition = 60;

/// The element's place in a tensor: "[0,2]"; nothing for a scalar.
std::string place_text(std::size_t element, const Shape& shape) {
  std::string text;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(shape[axis]);
    text = fmt::format("{}{}{}", element % extent, text.empty() ? "" : ",", text);
    element /= extent;
  }
  return text.empty() ? text : fmt::format("[{}]", text);
}

class Words {
 public:
  Words(const Sweep& sweep, const Labels& labels) : sweep_(sweep), graph_(sweep.graph()), labels_(labels) {}

  /// The name; of an operation without one its formula, if that is short, else its label.
  std::string name(NodeId node) const {
    if (graph_.name_of(node).empty() && graph_.role(node) == Role::operation) {
      const std::string text = formula(graph_, node, labels_, Dialect::display, {.limit = kLongestFormula});
      if (!text.ends_with("…")) return text;
    }
    return cut(name_text(labels_[node]), kLongestName);
  }
  std::string cotangent(NodeId node) const { return cut(cotangent_label(labels_, node, sweep_.loss()), kLongestName); }

  /// "L = -(y*log(a) + (1 - y)*log(1 - a))", as a book has it; nothing new of a node that is shown by its formula.
  std::string definition(const Finding& finding) const {
    const NodeId node = finding.node;
    Definitions definitions(sweep_, labels_, finding.example);
    const bool is_named = !graph_.name_of(node).empty();
    const std::string text = is_named && definitions.can_define(node, Depth::op)
                                 ? reading_text(definitions.define(node, Depth::op).value)
                                 : formula(graph_, node, labels_, Dialect::display, {.limit = kLongestDefinition});
    const std::string own = name(node);
    return own == text ? own : fmt::format("{} = {}", own, cut(text, kLongestDefinition));
  }

  /// "W[0,2] of example 3"
  std::string where(const Finding& finding, NodeId node) const {
    std::string text = name(node) + place_text(finding.element, graph_.shape(node));
    if (sweep_.examples() > 1 && graph_.per_example(node)) text += fmt::format(" of example {}", finding.example + 1);
    return text;
  }

  /// "x = -1, y = 2"
  std::string inputs(const Finding& finding) const {
    std::string text;
    const auto operands = graph_.operands(finding.node);
    for (std::size_t i = 0; i < finding.inputs.size(); ++i) {
      const bool is_number = graph_.role(operands[i]) == Role::constant && graph_.name_of(operands[i]).empty();
      if (!finding.inputs[i] || is_number) continue;
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name(operands[i]), number_text(*finding.inputs[i]));
    }
    return text;
  }

  /// "L <- a <- z"
  std::string path(const Finding& finding) const {
    std::string text;
    for (std::size_t i = 0; i < finding.path.size(); ++i) {
      if (finding.left_out > 0 && i == CotangentPaths::kBeginning)
        text += fmt::format(" <- ... ({} more)", finding.left_out);
      text += fmt::format("{}{}", text.empty() ? "" : " <- ", name(finding.path[i]));
    }
    return text;
  }

  /// ", as are 3 of 10 numbers"
  static std::string count(const Finding& finding) {
    return finding.total > 1 ? fmt::format(" ({} of {} numbers)", finding.count, finding.total) : "";
  }

  std::string headline(const Finding& finding) const {
    const NodeId node = finding.node;
    const std::string value = number_text(finding.value);
    switch (finding.fault) {
      case Fault::value_not_finite:
        return graph_.role(node) == Role::operation
                   ? fmt::format("{} is the first value that is not finite: {}{}", where(finding, node), value,
                                 count(finding))
                   : fmt::format("{} was given the value {}{}", where(finding, node), value, count(finding));
      case Fault::cotangent_not_finite:
        return fmt::format("{} gets the first contribution that is not finite, {}, from {}{}",
                           cotangent(receiver(finding)), value, name(node), count(finding));
      case Fault::saturated:
        return fmt::format("{} is flat at {}: it passes hardly anything back{}", graph_.op(node).name,
                           where(finding, node), count(finding));
      case Fault::closed:
        return fmt::format("{} lets nothing through at {}{}", graph_.op(node).name, name(node), count(finding));
      case Fault::vanishing:
        return fmt::format("the gradient vanishes: {} is only {}, but {} on the way there", cotangent(node),
                           short_text(finding.value), short_text(finding.reference));
      case Fault::exploding:
        return fmt::format("the gradient explodes: {} is {}, but only {} on the way there", cotangent(node),
                           short_text(finding.value), short_text(finding.reference));
      case Fault::unused:
        break;
    }
    const std::string loss = name(*sweep_.loss());
    return finding.passes_no_gradient ? fmt::format("{} acts on {}, but no gradient comes back to it", name(node), loss)
                                      : fmt::format("{} has no path to {}", name(node), loss);
  }

  NodeId receiver(const Finding& finding) const { return graph_.operands(finding.node)[*finding.operand]; }

  /// The op's result for its inputs, or what it passes on.
  std::vector<std::string> evidence(const Finding& finding) const {
    std::vector<std::string> lines;
    const bool is_operation = graph_.role(finding.node) == Role::operation;
    if (is_operation && !finding.inputs.empty()) {
      const std::string given = inputs(finding);
      lines.push_back(fmt::format("{}{}", definition(finding), given.empty() ? "" : ", with " + given));
    }
    if (finding.local) lines.push_back(local(finding));
    if (finding.path.size() > 1) lines.push_back("path: " + path(finding));
    return lines;
  }

 private:
  /// "da/dz = a(1 - a) = 0", and the product with what arrives.
  std::string local(const Finding& finding) const {
    const std::size_t operand = finding.operand.value_or(0);
    const NodeId to = graph_.operands(finding.node)[operand];
    const std::string partial = partial_formula(graph_, finding.node, operand, labels_, Dialect::display);
    std::string text = fmt::format("{} = {} = {}", cut(partial_label(labels_, finding.node, to), kLongestName),
                                   cut(partial, 60), number_text(*finding.local));
    if (finding.upstream) text += fmt::format(", {} = {}", cotangent(finding.node), number_text(*finding.upstream));
    return text;
  }

  const Sweep& sweep_;
  const Graph& graph_;
  const Labels& labels_;
};

class Writer {
 public:
  Writer(const Words& words, const Sweep& sweep, const Labels& labels)
      : words_(words), sweep_(sweep), graph_(sweep.graph()), labels_(labels) {}

  std::string write(const Diagnosis& diagnosis) {
    json_.begin_object().key("findings").begin_array();
    for (const Finding& finding : diagnosis.findings) write(finding);
    json_.end_array().key("left_out").integer(diagnosis.left_out).end_object();
    return json_.take();
  }

 private:
  void write(const Finding& finding) {
    json_.begin_object().key("kind").text(to_text(finding.fault));
    json_.key("node").text(labels_[finding.node]);
    if (graph_.role(finding.node) == Role::operation) json_.key("op").text(graph_.op(finding.node).name);
    write_place(finding);
    if (finding.fault != Fault::unused) json_.key("value").number(finding.value);
    write_inputs(finding);
    if (finding.upstream) json_.key("upstream").number(*finding.upstream);
    if (finding.local) json_.key("local").number(*finding.local);
    if (finding.fault == Fault::vanishing || finding.fault == Fault::exploding)
      json_.key("reference").number(finding.reference).key("leaves").integer(finding.count);
    else if (finding.total > 0)
      json_.key("count").integer(finding.count).key("total").integer(finding.total);
    write_path(finding);
    json_.key("message").text(words_.headline(finding)).key("remedy").text(remedy(graph_, finding));
    if (const OpInfo* op = stable_op(graph_, finding)) json_.key("stable_op").text(op->name);
    json_.end_object();
  }

  void write_place(const Finding& finding) {
    NodeId node = finding.node;
    if (finding.operand) {
      node = words_.receiver(finding);
      json_.key("input").text(labels_[node]).key("operand").integer(*finding.operand + 1);
    }
    if (finding.total <= 1) return;
    if (!graph_.shape(node).is_scalar()) json_.key("element").integer(finding.element);
    if (sweep_.examples() > 1) json_.key("example").integer(finding.example + 1);
  }

  void write_inputs(const Finding& finding) {
    if (finding.inputs.empty()) return;
    json_.key("inputs").begin_array();
    for (std::size_t i = 0; i < finding.inputs.size(); ++i) {
      json_.begin_object().key("name").text(labels_[graph_.operands(finding.node)[i]]);
      if (finding.inputs[i]) json_.key("value").number(*finding.inputs[i]);
      json_.end_object();
    }
    json_.end_array();
  }

  void write_path(const Finding& finding) {
    if (finding.path.empty()) return;
    json_.key("path").begin_array();
    for (const NodeId node : finding.path) json_.text(labels_[node]);
    json_.end_array();
    if (finding.left_out > 0) json_.key("left_out_of_path").integer(finding.left_out);
  }

  const Words& words_;
  const Sweep& sweep_;
  const Graph& graph_;
  const Labels& labels_;
  JsonWriter json_;
};

}  // namespace

std::string diagnosis_text(const Diagnosis& diagnosis, const Sweep& sweep, const Labels& labels) {
  if (diagnosis.findings.empty())
    return fmt::format("no findings: all values and cotangents are finite, and every leaf has a path to {}\n",
                       Words(sweep, labels).name(*sweep.loss()));
  const Words words(sweep, labels);
  std::string text;
  std::size_t number = 0;
  for (const Finding& finding : diagnosis.findings) {
    text += wrapped(fmt::format("{}. {}", ++number, words.headline(finding)), 0, 3);
    for (const std::string& line : words.evidence(finding)) text += wrapped(line, 3, 6);
    text += wrapped("remedy: " + remedy(sweep.graph(), finding), 3, 6);
  }
  if (diagnosis.left_out > 0) text += fmt::format("... and {} more findings\n", diagnosis.left_out);
  return text;
}

std::string diagnosis_json(const Diagnosis& diagnosis, const Sweep& sweep, const Labels& labels) {
  const Words words(sweep, labels);
  return Writer(words, sweep, labels).write(diagnosis);
}

std::string first_headline(const Diagnosis& diagnosis, const Sweep& sweep) {
  if (diagnosis.findings.empty()) return {};
  const Labels labels(sweep.graph());
  return Words(sweep, labels).headline(diagnosis.findings.front());
}

bool is_ill(const Sweep& sweep) {
  const auto is_finite = [](double number) { return std::isfinite(number); };
  for (NodeId id = 0; id <= *sweep.loss(); ++id) {
    if (!std::ranges::all_of(sweep.primal_of(id), is_finite)) return true;
    if (sweep.has_cotangent(id) && !std::ranges::all_of(sweep.cotangent_of(id), is_finite)) return true;
  }
  return false;
}

}  // namespace chainrule
