#include <chainrule/tools/reports/trace_json.hpp>
#include <chainrule/tools/text/json_text.hpp>

namespace chainrule {

namespace {

class TraceWriter {
 public:
  TraceWriter(Stepper& stepper, bool lists) : stepper_(stepper), lists_(lists) {}

  void write(const Step& step);
  JsonWriter& json() { return json_; }

 private:
  void reads(const Step& step);
  /// Numbers that belong to `node`, under that key; null if there are none.
  void numbers(std::string_view key, const std::vector<double>& values, NodeId node, bool per_example);
  /// Cotangents of a per-example loss are per example even where the node is shared.
  bool has_listed_cotangent(NodeId node) const {
    return graph_.per_example(node) || graph_.per_example(stepper_.loss());
  }

  Stepper& stepper_;
  const Graph& graph_ = stepper_.graph();
  const Labels& labels_ = stepper_.labels();
  bool lists_;
  JsonWriter json_;
};

void TraceWriter::reads(const Step& step) {
  json_.key("reads").begin_array();
  for (const ReadValue& read : step.reads) {
    json_.begin_object().key("node").text(labels_[read.node]);
    numbers("value", read.value, read.node, graph_.per_example(read.node));
    json_.end_object();
  }
  json_.end_array();
}

void TraceWriter::numbers(std::string_view key, const std::vector<double>& values, NodeId node, bool per_example) {
  json_.key(key);
  if (values.empty() && graph_.shape(node).size() > 0) {
    json_.null();
    return;
  }
  const bool is_list = lists_ && per_example;
  json_.tensor(numbers_of(values, graph_.shape(node), is_list ? std::optional(stepper_.examples()) : std::nullopt));
}

void TraceWriter::write(const Step& step) {
  const NodeId receiver = step.input.value_or(step.node);
  const bool has_count = step.phase == Phase::seed || step.phase == Phase::backward;
  json_.begin_object().key("index").integer(step.index).key("phase").text(to_text(step.phase));
  json_.key("node").text(labels_[step.node]);
  step.input ? json_.key("input").text(labels_[*step.input]) : json_.key("input").null();
  step.input ? json_.key("operand").integer(step.operand) : json_.key("operand").null();
  step.phase == Phase::seed ? json_.key("formula").null() : json_.key("formula").text(step.formula);
  reads(step);
  numbers("value", step.value, step.node, graph_.per_example(step.node));
  numbers("local", step.local, step.node, graph_.per_example(step.node));
  numbers("upstream", step.upstream, step.node, has_listed_cotangent(step.node));
  numbers("contribution", step.contribution, receiver, has_listed_cotangent(receiver));
  numbers("before", step.before, receiver, has_listed_cotangent(receiver));
  numbers("after", step.after, receiver, has_listed_cotangent(receiver));
  has_count ? json_.key("seen").integer(step.seen) : json_.key("seen").null();
  has_count ? json_.key("total").integer(step.total) : json_.key("total").null();
  json_.end_object();
}

}  // namespace

std::string trace_json(Stepper& stepper, bool lists) {
  TraceWriter writer(stepper, lists);
  writer.json().begin_object().key("steps").begin_array();
  for (std::size_t index = 1; index <= stepper.size(); ++index) writer.write(stepper.step(index));
  writer.json().end_array().end_object();
  return writer.json().take();
}

}  // namespace chainrule
