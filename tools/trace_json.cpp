#include <chainrule/engine/formula.hpp>
#include <chainrule/tools/json_text.hpp>
#include <chainrule/tools/trace_json.hpp>

namespace chainrule {

namespace {

class TraceWriter {
 public:
  TraceWriter(const Trace& trace, const Labels& labels, bool lists)
      : sweep_(trace.sweep()), graph_(sweep_.graph()), labels_(labels), lists_(lists) {}

  void write(const Step& step);
  JsonWriter& json() { return json_; }

 private:
  std::string formula_of(const Step& step) const;
  /// Numbers that belong to `node`, under that key; null if there are none.
  void numbers(std::string_view key, const std::vector<double>& values, NodeId node, bool per_example);
  /// Cotangents of a per-example loss are per example even where the node is shared.
  bool has_listed_cotangent(NodeId node) const {
    return graph_.per_example(node) || graph_.per_example(*sweep_.loss());
  }

  const Sweep& sweep_;
  const Graph& graph_;
  const Labels& labels_;
  bool lists_;
  JsonWriter json_;
};

std::string TraceWriter::formula_of(const Step& step) const {
  if (step.phase == Phase::forward)
    return formula(graph_, step.node, labels_, Dialect::display, {.inline_unnamed = false});
  return partial_formula(graph_, step.node, step.operand, labels_, Dialect::display);
}

void TraceWriter::numbers(std::string_view key, const std::vector<double>& values, NodeId node, bool per_example) {
  json_.key(key);
  if (values.empty() && graph_.shape(node).size() > 0) {
    json_.null();
    return;
  }
  const bool is_list = lists_ && per_example;
  json_.tensor(numbers_of(values, graph_.shape(node), is_list ? std::optional(sweep_.examples()) : std::nullopt));
}

void TraceWriter::write(const Step& step) {
  const NodeId receiver = step.input.value_or(step.node);
  const bool is_forward = step.phase == Phase::forward;
  json_.begin_object().key("index").integer(step.index).key("phase").text(to_text(step.phase));
  json_.key("node").text(labels_[step.node]);
  step.input ? json_.key("input").text(labels_[*step.input]) : json_.key("input").null();
  step.input ? json_.key("operand").integer(step.operand) : json_.key("operand").null();
  step.phase == Phase::seed ? json_.key("formula").null() : json_.key("formula").text(formula_of(step));
  numbers("value", step.value, step.node, graph_.per_example(step.node));
  numbers("local", step.local, step.node, graph_.per_example(step.node));
  numbers("upstream", step.upstream, step.node, has_listed_cotangent(step.node));
  numbers("contribution", step.contribution, receiver, has_listed_cotangent(receiver));
  numbers("before", step.before, receiver, has_listed_cotangent(receiver));
  numbers("after", step.after, receiver, has_listed_cotangent(receiver));
  is_forward ? json_.key("seen").null() : json_.key("seen").integer(step.seen);
  is_forward ? json_.key("total").null() : json_.key("total").integer(step.total);
  json_.end_object();
}

}  // namespace

std::string trace_json(const Trace& trace, const Labels& labels, bool lists) {
  TraceWriter writer(trace, labels, lists);
  writer.json().begin_object().key("steps").begin_array();
  for (std::size_t index = 1; index <= trace.size(); ++index) writer.write(trace[index]);
  writer.json().end_array().end_object();
  return writer.json().take();
}

}  // namespace chainrule
