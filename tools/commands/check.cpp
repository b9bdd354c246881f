// check: gradients against each other and against differences.
#include <chainrule/engine/check.hpp>
#include <chainrule/engine/name_text.hpp>
#include <chainrule/engine/number_text.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/graph_arguments.hpp>
#include <chainrule/tools/json_text.hpp>
#include <chainrule/tools/name_list.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string of;
  std::vector<std::string> wrt;
  bool json = false;
};

std::vector<Expr> parameters(const LoadedGraph& loaded, const std::vector<std::string>& lists) {
  std::vector<Expr> nodes;
  for (const std::string& list : lists)
    for (const std::string& name : split_names(list, "--wrt"))
      if (const Expr node = loaded.node(name);
          std::ranges::none_of(nodes, [&](const Expr& each) { return each.same_as(node); }))
        nodes.push_back(node);
  if (lists.empty())
    for (const NodeId id : loaded.graph().leaves(Role::parameter)) nodes.push_back(loaded.graph().expr(id));
  return nodes;
}

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

/// "W[0,2]", and of which example it is where that matters.
std::string number_label(const LoadedGraph& loaded, const GradientCheck& check, bool has_examples) {
  std::string text = name_text(loaded.label(check.parameter));
  for (std::string_view opening = "["; const std::size_t place : indices(check.element, check.parameter.shape())) {
    text += fmt::format("{}{}", opening, place);
    opening = ",";
  }
  if (!check.parameter.shape().is_scalar()) text += "]";
  if (has_examples) text += fmt::format(" (example {})", check.example + 1);
  return text;
}

/// "sigmoid(a), by its operand z"
std::string edge_label(const LoadedGraph& loaded, const WrongEdge& edge) {
  const Graph& graph = loaded.graph();
  return fmt::format("{}, which makes {}, by operand {} ({})", graph.op(edge.node).name,
                     name_text(loaded.label(graph.expr(edge.node))), edge.operand + 1,
                     name_text(loaded.label(graph.expr(graph.operands(edge.node)[edge.operand]))));
}

std::string reason(const LoadedGraph& loaded, const GradientCheck& check) {
  const Graph& graph = loaded.graph();
  const auto op_at = [&] {
    return fmt::format("{} at {}", graph.op(*check.at).name, name_text(loaded.label(graph.expr(*check.at))));
  };
  switch (check.doubt) {
    case Doubt::none:
      return "";
    case Doubt::kink:
      return check.at ? op_at() + " has a kink here" : "the slopes to the left and to the right differ";
    case Doubt::not_finite:
      return "the loss, or differences of it, are not finite";
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

std::string blame(const LoadedGraph& loaded, const GradientCheck& check) {
  if (!check.blame) return "no single edge is to blame";
  return fmt::format("the derivative of {} is {}, but differences give {}", edge_label(loaded, *check.blame),
                     number_text(check.blame->analytic), number_text(check.blame->numeric));
}

std::string error_text(double error) { return error == 0 ? "0" : number_text(std::stod(fmt::format("{:.1e}", error))); }

std::string lines(const LoadedGraph& loaded, const std::vector<GradientCheck>& checks, bool has_examples) {
  std::vector<std::string> labels;
  std::size_t width = 0;
  for (const GradientCheck& check : checks) {
    labels.push_back(number_label(loaded, check, has_examples));
    width = std::max(width, labels.back().size());
  }
  std::string text;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const GradientCheck& check = checks[i];
    text += fmt::format("{:<{}}  {}: gradient {}, differences {}, error {}", labels[i], width, to_text(check.verdict),
                        number_text(check.analytic), number_text(check.numeric), error_text(check.error));
    if (check.checked < check.elements) text += fmt::format(", {} of {} numbers", check.checked, check.elements);
    text += '\n';
    if (check.doubt != Doubt::none) text += "    " + reason(loaded, check) + '\n';
    if (check.verdict == Verdict::fails) text += "    " + blame(loaded, check) + '\n';
  }
  return text;
}

void write_check(JsonWriter& json, const LoadedGraph& loaded, const GradientCheck& check, bool has_examples) {
  const Graph& graph = loaded.graph();
  json.begin_object().key("name").text(loaded.label(check.parameter));
  json.key("analytic").number(check.analytic).key("numeric").number(check.numeric);
  json.key("error").number(check.error).key("verdict").text(to_text(check.verdict));
  json.key("sweep").number(check.sweep).key("forward").number(check.forward);
  if (!check.parameter.shape().is_scalar()) {
    json.key("element").begin_array();
    for (const std::size_t place : indices(check.element, check.parameter.shape())) json.integer(place);
    json.end_array();
  }
  if (has_examples) json.key("example").integer(check.example + 1);
  if (check.doubt != Doubt::none) json.key("reason").text(reason(loaded, check));
  if (check.blame) {
    json.key("blame").begin_object().key("op").text(graph.op(check.blame->node).name);
    json.key("node").text(loaded.label(graph.expr(check.blame->node)));
    json.key("input").text(loaded.label(graph.expr(graph.operands(check.blame->node)[check.blame->operand])));
    json.key("operand").integer(check.blame->operand + 1);
    json.key("analytic").number(check.blame->analytic).key("numeric").number(check.blame->numeric).end_object();
  }
  json.end_object();
}

Report check(const Options& options) {
  const LoadedGraph loaded(options.graph);
  const Expr of = options.of.empty() ? loaded.loss() : loaded.node(options.of);
  const std::vector<Expr> wrt = parameters(loaded, options.wrt);
  loaded.sweep().forward();
  const std::vector<GradientCheck> checks = check_gradients(loaded.sweep(), of, wrt);
  const bool fails = std::ranges::any_of(checks, [](const auto& each) { return each.verdict == Verdict::fails; });
  const ExitStatus status = fails ? ExitStatus::check_failed : ExitStatus::done;
  const bool has_examples = loaded.listed(of).has_value();
  if (!options.json) return {.output = lines(loaded, checks, has_examples), .status = status};
  JsonWriter json;
  json.begin_object().key("checks").begin_array();
  for (const GradientCheck& each : checks) write_check(json, loaded, each, has_examples);
  json.end_array().end_object();
  return {.output = json.take(), .status = status};
}

}  // namespace

void add_check(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = program.add("check", "Check the gradient against differences and forward mode",
                                  R"(  chainrule check lecture
  chainrule check --expr 'x^2*y + sigmoid(x)' --set x=1.5 --set y=-2 --json
  chainrule check lecture_m --data examples.csv
For each parameter, the worst of its numbers: the gradient by the gradient graph, by central differences, and their
relative error. Where sweep, gradient graph, forward mode and differences disagree, the op and the edge to blame are
named, and the exit status is 1. At a kink, or where differences say nothing, a check is inconclusive: status 0.)",
                                  [options] { return check(*options); });
  add_graph_arguments(command, options->graph);
  command.add_option("--of", options->of, "Check the gradient of this node instead of the graph's loss")
      ->type_name("NODE");
  add_repeatable(command, "--wrt", options->wrt, "Check by these inputs and parameters; by default by all parameters")
      ->type_name("NAME,...");
  command.add_flag("--json", options->json,
                   "Print one JSON object: {\"checks\": [{name, analytic, numeric, error, verdict, ...}, ...]}");
}

}  // namespace chainrule
