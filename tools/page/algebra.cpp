#include <chainrule/engine/formula.hpp>
#include <chainrule/tools/page/algebra.hpp>
#include <chainrule/tools/page/mathml.hpp>
#include <chainrule/tools/short_form.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

namespace chainrule {

namespace {

constexpr FormulaOptions kReading{.limit = 600, .use_own_name = true, .repeat_up_to = 64};

class AlgebraWriter {
 public:
  AlgebraWriter(JsonWriter& json, std::string& program, const Labels& labels, const Sweep& sweep)
      : json_(json),
        program_(program),
        graph_(sweep.graph()),
        size_(graph_.size()),
        sweep_(sweep),
        forms_(sweep) {
    for (NodeId id = 0; id < size_; ++id)
      if (graph_.role(id) != Role::constant || !graph_.name_of(id).empty())
        math_.add_name(name_formula(labels[id], Dialect::latex), fmt::format(" data-of=\"{}\"", id));
  }

  void write() {
    json_.begin_object();
    for (NodeId id = 0; id < size_; ++id)
      if (const std::optional<ShortForm> form = forms_.of(id); form && !form->derivation.steps.empty())
        write(id, *form);
    json_.end_object();
  }

 private:
  void write(NodeId id, const ShortForm& form) {
    json_.key(fmt::format("{}", id)).begin_object();
    json_.key("steps").begin_array();
    for (const Rewriting& step : form.derivation.steps) {
      json_.begin_object();
      for (const std::string_view language : {"en", "uk"})
        json_.key(language).begin_array().begin_object().key("text").text(step.rule).end_object().end_array();
      json_.key("before").text(math(step.before)).key("after").text(math(step.after)).end_object();
    }
    json_.end_array().key("result").text(math(form.derivation.result));
    write_function(id, form.derivation.result);
    json_.key("nonzero").begin_array();
    for (const Expr& divisor : form.derivation.nonzero) json_.text(math(divisor));
    json_.end_array().end_object();
  }

  std::string math(const Expr& expression) const { return math_(formula(expression, Dialect::latex, kReading)); }

  /// short[9] = (value) => ((n12, n3) => n12 - n3)(value(12), value(3));
  void write_function(NodeId id, const Expr& expression) {
    if (expression.is_number() || !expression.shape().is_scalar() || sweep_.examples() > 1) return;
    Graph scratch({.intern = true, .arena = nullptr, .ops = &graph_.ops()});
    std::unordered_map<NodeId, Expr> copies;
    std::string names, values;
    for (const NodeId each : nodes_of(expression)) {
      if (graph_.role(each) == Role::constant) {
        if (!graph_.shape(each).is_scalar()) return;
        copies.emplace(each, scratch.constant(graph_.values(each)[0]));
      } else if (graph_.role(each) == Role::examples) {
        copies.emplace(each, scratch.constant(static_cast<double>(sweep_.examples())));
      } else if (each < size_) {
        const std::string_view comma = names.empty() ? "" : ", ";
        names += fmt::format("{}n{}", comma, each);
        values += fmt::format("{}value({})", comma, each);
        copies.emplace(each, scratch.input(fmt::format("n{}", each)));
      } else {
        std::vector<Expr> operands;
        for (const NodeId operand : graph_.operands(each)) operands.push_back(copies.at(operand));
        copies.emplace(each, scratch.apply(graph_.op(each), operands, graph_.attributes(each)));
      }
    }
    program_ +=
        fmt::format("short[{}] = (value) => (({}) => {})({});\n", id, names,
                    formula(copies.at(expression.id()), Dialect::javascript, {.limit = 0, .repeat_up_to = 64}), values);
  }

  /// The nodes that the expression is made of, down to those of the page's own graph; operands first.
  std::vector<NodeId> nodes_of(const Expr& expression) const {
    std::vector<NodeId> found{expression.id()};
    for (std::size_t next = 0; next < found.size(); ++next) {
      if (found[next] < size_) continue;
      for (const NodeId operand : graph_.operands(found[next]))
        if (std::ranges::find(found, operand) == found.end()) found.push_back(operand);
    }
    std::ranges::sort(found);
    return found;
  }

  JsonWriter& json_;
  std::string& program_;
  const Graph& graph_;
  std::size_t size_;
  const Sweep& sweep_;
  ShortForms forms_;
  MathMl math_;
};

}  // namespace

void write_algebra(JsonWriter& json, std::string& program, const Labels& labels, const Sweep& sweep) {
  AlgebraWriter(json, program, labels, sweep).write();
}

}  // namespace chainrule
