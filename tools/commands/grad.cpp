// grad: a node's value and its derivatives.
#include <chainrule/engine/autodiff/missing_derivatives.hpp>
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/tools/arguments/describe_option.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/derivatives.hpp>
#include <chainrule/tools/reports/results.hpp>
#include <chainrule/tools/text/name_list.hpp>

#include <fmt/format.h>

#include <memory>
#include <set>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string of;
  std::vector<std::string> wrt;
  std::string mode = "reverse";
  bool hessian = false;
  bool json = false;
  std::optional<std::string> describe;
};

struct Named {
  std::string name;
  Expr node;
};

std::vector<Named> parameters(const Graph& graph) {
  std::vector<Named> all;
  for (const NodeId id : graph.leaves(Role::parameter))
    all.push_back({.name = std::string(graph.name_of(id)), .node = graph.expr(id)});
  return all;
}

/// Those by which there is a derivative; what is left out is said.
std::vector<Named> differentiable(const Expr& of, const std::vector<Named>& all) {
  std::vector<Named> found;
  for (const Named& node : all) {
    const auto missing = missing_derivative(of, node.node);
    if (missing)
      fmt::print(stderr, "left out: {}\n", missing_derivative_text(of, node.node, *missing));
    else
      found.push_back(node);
  }
  return found;
}

void check_differentiable(const Expr& of, const std::vector<Named>& nodes) {
  for (const Named& node : nodes)
    if (const auto missing = missing_derivative(of, node.node))
      throw GraphError(missing_derivative_text(of, node.node, *missing), node.name);
}

/// The nodes in the lists, each once.
std::vector<Named> listed_nodes(const LoadedGraph& loaded, const std::vector<std::string>& lists) {
  std::vector<Named> nodes;
  std::set<std::string> seen;
  for (const std::string& list : lists)
    for (const std::string& name : split_names(list, "--wrt"))
      if (seen.insert(name).second) nodes.push_back({.name = name, .node = loaded.node(name)});
  return nodes;
}

/// The report: the numbers by the names of the nodes.
struct Results {
  Result value;
  std::vector<Result> gradient;
  std::vector<std::vector<Result>> hessian;
};

/// How many examples the derivatives of `of` by `node` are listed over.
std::optional<std::size_t> listed(const LoadedGraph& loaded, const Expr& of, const Expr& node) {
  return loaded.listed(of) ? loaded.listed(of) : loaded.listed(node);
}

std::vector<Result> hessian_row(const LoadedGraph& loaded, const Named& of, const std::vector<Named>& wrt,
                                const Derivatives& derivatives, std::size_t i) {
  std::vector<Result> row;
  for (std::size_t j = 0; j < wrt.size(); ++j) {
    Numbers numbers = numbers_of(derivatives.hessian[i][j], wrt[i].node.shape(), loaded.listed(of.node));
    const auto inner = wrt[j].node.shape().extents();
    numbers.extents.insert(numbers.extents.end(), inner.begin(), inner.end());
    row.push_back({.name = wrt[j].name, .numbers = numbers});
  }
  return row;
}

Results named_results(const LoadedGraph& loaded, const Named& of, const std::vector<Named>& wrt,
                      const Derivatives& derivatives) {
  Results results{.value = {of.name, numbers_of(derivatives.value, Shape(), loaded.listed(of.node))},
                  .gradient = {},
                  .hessian = {}};
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const Expr& node = wrt[i].node;
    results.gradient.push_back(
        {wrt[i].name, numbers_of(derivatives.gradient[i], node.shape(), listed(loaded, of.node, node))});
  }
  for (std::size_t i = 0; i < derivatives.hessian.size(); ++i)
    results.hessian.push_back(hessian_row(loaded, of, wrt, derivatives, i));
  return results;
}

std::string json_text(const Results& results) {
  JsonWriter json;
  json.begin_object().key("value").tensor(results.value.numbers);
  json.key("gradient");
  write_results(json, results.gradient);
  if (!results.hessian.empty()) {
    json.key("hessian").begin_object();
    for (std::size_t i = 0; i < results.hessian.size(); ++i) {
      json.key(results.gradient[i].name);
      write_results(json, results.hessian[i]);
    }
    json.end_object();
  }
  return json.end_object().take();
}

/// Every number on a line: L, dL/dw1, d(dL/dw1)/dw2.
std::vector<Result> labelled(const Results& results) {
  const std::string of = name_text(results.value.name);
  std::vector<Result> all{{of, results.value.numbers}};
  for (const Result& result : results.gradient)
    all.push_back({partial_label(of, name_text(result.name)), result.numbers});
  for (std::size_t i = 0; i < results.hessian.size(); ++i)
    for (const Result& result : results.hessian[i]) {
      const std::string first = partial_label(of, name_text(results.gradient[i].name));
      all.push_back({partial_label(first, name_text(result.name)), result.numbers});
    }
  return all;
}

Report grad(const Options& options) {
  if (wants_pass_names(options.describe)) return {.output = pass_names()};
  const LoadedGraph loaded(options.graph);
  const Expr of = options.of.empty() ? loaded.loss() : loaded.node(options.of);
  const std::vector<Named> wrt =
      options.wrt.empty() ? differentiable(of, parameters(loaded.graph())) : listed_nodes(loaded, options.wrt);
  check_differentiable(of, wrt);
  std::vector<Expr> nodes;
  for (const Named& node : wrt) nodes.push_back(node.node);
  if (options.describe) return {.output = described(gradient_program(of, nodes), *options.describe, loaded.examples())};
  const std::string name = options.of.empty() ? loaded.label(of) : options.of;
  const Mode mode = options.mode == "sweep" ? Mode::sweep : options.mode == "forward" ? Mode::forward : Mode::reverse;
  const Derivatives derivatives = differentiate(loaded.sweep(), of, nodes, mode, options.hessian);
  const Results results = named_results(loaded, {.name = name, .node = of}, wrt, derivatives);
  const std::vector<Result> all = labelled(results);
  return {.output = options.json ? json_text(results) : result_lines(all), .status = status_of(all)};
}

}  // namespace

void add_grad(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("grad", "Print the value of the loss and its gradient",
                                R"(  chainrule grad lecture
  chainrule grad lecture --wrt w1,w2,b,z,a --json
  chainrule grad --expr 'x^2*y + sigmoid(x)' --set x=1.5 --set y=-2
  chainrule grad --expr 'x*x*y' --set x=3 --set y=2 --hessian
  chainrule grad lecture_m --data examples.csv
With --data, derivatives by nodes that differ per example print a list over the examples; so do all of a loss that is
itself one number per example.)",
                                [options] { return grad(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--of", options->of, "Differentiate this node instead of the graph's loss").type_name("NODE");
  command.repeatable("--wrt", options->wrt, "Differentiate by these nodes; by default by all parameters")
      .type_name("NODE,...");
  command
      .option(
          "--mode", options->mode,
          "reverse: the program of the gradient graph, with stable rules; forward: one pass per number, with them too; "
          "sweep: the chain rule on the graph as it is drawn")
      .choices({"reverse", "forward", "sweep"})
      .shows_default();
  add_describe(command, options->describe);
  command.flag("--hessian", options->hessian, "Print the second derivatives too");
  command.flag("--json", options->json,
               "Print one JSON object: {\"value\": ..., \"gradient\": {name: ...}, \"hessian\": {name: {name: ...}}}");
}

}  // namespace chainrule
