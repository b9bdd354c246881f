#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/stepper/trace.hpp>
#include <chainrule/graphs/dot/dot_labels.hpp>
#include <chainrule/tools/page/algebra.hpp>
#include <chainrule/tools/page/data.hpp>
#include <chainrule/tools/page/layouts.hpp>
#include <chainrule/tools/page/mathml.hpp>
#include <chainrule/tools/text/definition.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kMostNodes = 400;
constexpr std::size_t kMostNumbers = 200000;
constexpr FormulaOptions kOneOp{.limit = 400, .use_own_name = false, .inline_unnamed = false};
constexpr FormulaOptions kBook{.limit = 400, .use_own_name = true, .repeat_up_to = 64};

class PageData {
 public:
  PageData(const LoadedGraph& loaded, const std::string& title, std::string& program)
      : program_(program),
        graph_(loaded.graph()),
        sweep_(run(loaded)),
        title_(title),
        size_(graph_.size()),
        labels_(graph_) {}

  std::string write() {
    json_.begin_object().key("title").text(title_).key("loss").integer(*sweep_.loss());
    json_.key("examples").integer(sweep_.examples());
    const bool is_small = size_ <= kMostNodes;
    const std::optional<Trace> trace = is_small ? std::optional<Trace>(sweep_) : std::nullopt;
    const bool has_steps = trace && numbers_in(*trace) <= kMostNumbers;
    json_.key("nodes").begin_array();
    for (NodeId id = 0; id < size_; ++id)
      if (has_steps || !graph_.name_of(id).empty()) write_node(id, trace ? &*trace : nullptr);
    json_.end_array().key("size").integer(size_);
    json_.key("steps").begin_array();
    if (has_steps)
      for (std::size_t index = 1; index <= trace->size(); ++index) write_step((*trace)[index]);
    json_.end_array().key("layouts");
    write_diagram(has_steps);
    json_.key("algebra");  // last, as it makes the graph larger
    if (has_steps)
      write_algebra(json_, program_, labels_, sweep_);
    else
      json_.begin_object().end_object();
    return json_.end_object().take();
  }

 private:
  static const Sweep& run(const LoadedGraph& loaded) {
    loaded.sweep().backward(loaded.loss());
    return loaded.sweep();
  }

  /// All numbers of all steps.
  std::size_t numbers_in(const Trace& trace) const {
    std::size_t count = 0;
    for (std::size_t index = 1; index <= trace.size(); ++index)
      count += sweep_.primal_of(trace.node(index)).size() + 4 * sweep_.primal_of(trace.subject(index)).size();
    return count;
  }

  void write_diagram(bool with_operations) {
    JsonWriter layouts;
    try {
      write_layouts(layouts, labels_, sweep_, with_operations);
      json_.raw(layouts.take());
    } catch (const Error&) {  // too large for Graphviz: the page says so
      json_.begin_array().end_array();
    }
  }

  void numbers(std::string_view key, std::span<const double> values) {
    json_.key(key).begin_array();
    for (const double value : values) json_.number(value);
    json_.end_array();
  }

  void write_node(NodeId id, const Trace* trace) {
    const Role role = graph_.role(id);
    json_.begin_object().key("id").integer(id).key("label").text(labels_[id]);
    json_.key("named").boolean(!graph_.name_of(id).empty()).key("role").text(role_text(role));
    json_.key("math").text(mathml({}, name_formula(labels_[id], Dialect::latex)));
    json_.key("shape").begin_array();
    for (const std::int64_t extent : graph_.shape(id).extents()) json_.integer(static_cast<std::size_t>(extent));
    json_.end_array().key("perExample").boolean(graph_.per_example(id));
    numbers("value", sweep_.primal_of(id));
    if (sweep_.has_cotangent(id)) {
      const std::string cotangent = cotangent_label(labels_, id, sweep_.loss());
      json_.key("cotangentLabel").text(cotangent);
      json_.key("cotangentMath").text(mathml({}, name_formula(cotangent, Dialect::latex)));
      numbers("cotangent", sweep_.cotangent_of(id));
    }
    if (role == Role::operation) {
      json_.key("op").text(graph_.op(id).name).key("reduces").boolean(graph_.op(id).kind == OpKind::example_reduction);
      json_.key("structural").boolean(graph_.op(id).kind == OpKind::structural);
      json_.key("operands").begin_array();
      for (const NodeId operand : graph_.operands(id)) json_.integer(operand);
      json_.end_array();
      if (trace != nullptr) json_.key("step").integer(trace->step_of(id));
    }
    json_.end_object();
  }

  /// The page computes with m as with any other constant.
  static std::string_view role_text(Role role) { return to_text(role == Role::examples ? Role::constant : role); }

  void write_step(const Step& step) {
    json_.begin_object().key("phase").text(to_text(step.phase)).key("node").integer(step.node);
    if (step.phase == Phase::forward) {
      write_definition(step.node);
    } else {
      json_.key("seen").integer(step.seen).key("total").integer(step.total);
      numbers("contribution", step.contribution);
      numbers("before", step.before);
      numbers("after", step.after);
    }
    if (step.input) {
      json_.key("input").integer(*step.input).key("operand").integer(step.operand);
      if (sweep_.stops_at_zero(step.node)) json_.key("stopsAtZero").boolean(true);
      numbers("local", step.local);
      numbers("upstream", step.upstream);
      json_.key("partial").text(
          mathml({step.node}, partial_formula(graph_, step.node, step.operand, labels_, Dialect::latex)));
    }
    json_.end_object();
  }

  void write_definition(NodeId id) {
    const std::string own = formula(graph_, id, labels_, Dialect::latex, kOneOp);
    json_.key("formula").text(mathml({id}, own));
    Definitions definitions(sweep_, labels_);
    if (!definitions.can_define(id, Depth::op)) return;
    const std::string book = formula(definitions.define(id, Depth::op).value, Dialect::latex, kBook);
    if (book != own) json_.key("book").text(mathml({id}, book));
  }

  /// The formula with its names marked: those of the nodes, of their operands, and of the nodes' cotangents.
  std::string mathml(const std::vector<NodeId>& nodes, std::string_view latex) const {
    MathMl writer;
    const auto add = [&](NodeId id) {
      if (graph_.role(id) != Role::constant || !graph_.name_of(id).empty())
        writer.add_name(name_formula(labels_[id], Dialect::latex), fmt::format(" data-of=\"{}\"", id));
    };
    for (const NodeId id : nodes) {
      add(id);
      writer.add_name(name_formula(cotangent_label(labels_, id), Dialect::latex),
                      fmt::format(" data-cotangent-of=\"{}\"", id));
      for (const NodeId operand : graph_.operands(id)) add(operand);
    }
    return writer(latex);
  }

  std::string& program_;
  const Graph& graph_;
  const Sweep& sweep_;
  const std::string& title_;
  std::size_t size_;
  Labels labels_;
  JsonWriter json_;
};

}  // namespace

std::string page_data(const LoadedGraph& loaded, const std::string& title, std::string& program) {
  return PageData(loaded, title, program).write();
}

}  // namespace chainrule
