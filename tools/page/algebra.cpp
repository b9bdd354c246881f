#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/explain/explanation.hpp>
#include <chainrule/tools/explain/story.hpp>
#include <chainrule/tools/page/algebra.hpp>
#include <chainrule/tools/page/mathml.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace chainrule {

namespace {

constexpr Language kLanguages[] = {Language::english, Language::ukrainian};

class AlgebraWriter {
 public:
  AlgebraWriter(JsonWriter& json, std::string& program, const Labels& labels, const Sweep& sweep)
      : json_(json), program_(program), labels_(labels), sweep_(sweep), derivations_(sweep) {
    const Graph& graph = sweep.graph();
    for (NodeId id = 0; id < graph.size(); ++id)
      if (graph.role(id) != Role::constant || !graph.name_of(id).empty())
        math_.add_name(name_formula(labels[id], Dialect::latex), fmt::format(" data-of=\"{}\"", id));
  }

  void write() {
    json_.begin_object();
    for (const Explained& explained : explain(derivations_, derivations_.nodes())) {
      json_.key(fmt::format("{}", explained.derivation.node)).begin_object();
      if (explained.derivation.working) write(explained.derivation.node, *explained.derivation.working);
      json_.key("questions").begin_array();
      for (const Question& question : explained.questions) write(question);
      json_.end_array().end_object();
    }
    json_.end_object();
  }

 private:
  /// The form that the chain rule wrote, and the whole after each rewriting.
  void write(NodeId id, const Working& working) {
    json_.key("start").text(math_(working.start.latex)).key("steps").begin_array();
    for (const WorkingStep& step : working.steps) {
      json_.begin_object();
      for (const Language language : kLanguages) line(code_of(language), rewriting_name(language, step));
      json_.key("after").text(math_(step.whole.latex)).end_object();
    }
    json_.end_array().key("result").text(math_(working.result.latex)).key("nonzero").begin_array();
    for (const Formula& divisor : working.nonzero) json_.text(math_(divisor.latex));
    json_.end_array();
    if (working.result.expression && !working.is_term) write_function(id, *working.result.expression);
  }

  void write(const Question& question) {
    json_.begin_object();
    for (const Language language : kLanguages) {
      json_.key(code_of(language)).begin_object();
      line("question", question.question(language));
      line("answer", question.answer(language));
      json_.end_object();
    }
    json_.end_object();
  }

  /// Words and formulas, in turn.
  void line(std::string_view key, const Line& line) {
    json_.key(key).begin_array();
    for (const Span& span : line) {
      json_.begin_object();
      if (span.is_formula)
        json_.key("math").text(MathMl()(span.formula.latex));
      else
        json_.key("text").text(span.words);
      json_.end_object();
    }
    json_.end_array();
  }

  /// short[9] = (value) => ((n12, n3) => n12 - n3)(value(12), value(3));
  void write_function(NodeId id, const Expr& expression) {
    if (expression.is_number() || !expression.shape().is_scalar() || sweep_.examples() > 1) return;
    const Graph& graph = *expression.graph();
    Graph scratch({.intern = true, .arena = nullptr, .ops = &graph.ops()});
    std::unordered_map<NodeId, Expr> copies;
    std::string names, values;
    for (const NodeId each : nodes_of(expression)) {
      if (graph.role(each) == Role::operation) {
        std::vector<Expr> operands;
        for (const NodeId operand : graph.operands(each)) operands.push_back(copies.at(operand));
        copies.emplace(each, scratch.apply(graph.op(each), operands, graph.attributes(each)));
      } else if (graph.role(each) == Role::constant) {
        copies.emplace(each, scratch.constant(graph.values(each)[0]));
      } else {
        const std::optional<NodeId> own = labels_.find(graph.name_of(each));
        if (!own) return;  // it speaks of something else than the graph's values
        const std::string_view comma = names.empty() ? "" : ", ";
        names += fmt::format("{}n{}", comma, *own);
        values += fmt::format("{}value({})", comma, *own);
        copies.emplace(each, scratch.input(fmt::format("n{}", *own)));
      }
    }
    program_ +=
        fmt::format("short[{}] = (value) => (({}) => {})({});\n", id, names,
                    formula(copies.at(expression.id()), Dialect::javascript, {.limit = 0, .repeat_up_to = 64}), values);
  }

  /// All nodes that the expression is made of, operands first.
  static std::vector<NodeId> nodes_of(const Expr& expression) {
    std::vector<NodeId> found{expression.id()};
    for (std::size_t next = 0; next < found.size(); ++next)
      for (const NodeId operand : expression.graph()->operands(found[next]))
        if (std::ranges::find(found, operand) == found.end()) found.push_back(operand);
    std::ranges::sort(found);
    return found;
  }

  JsonWriter& json_;
  std::string& program_;
  const Labels& labels_;
  const Sweep& sweep_;
  Derivations derivations_;
  MathMl math_;
};

}  // namespace

void write_algebra(JsonWriter& json, std::string& program, const Labels& labels, const Sweep& sweep) {
  AlgebraWriter(json, program, labels, sweep).write();
}

}  // namespace chainrule
