// eval: the values of all named nodes.
#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/tools/arguments/describe_option.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/results.hpp>

#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  bool json = false;
  std::optional<std::string> describe;
};

/// The leaves in the order of their creation, then the other named nodes in the order of their naming.
std::vector<Graph::Naming> canonical_names(const Graph& graph) {
  std::vector<Graph::Naming> names;
  for (std::size_t i = 0; i < graph.leaves().size(); ++i)
    if (const NodeId leaf = graph.leaves()[i]; !graph.name_of(leaf).empty())
      names.push_back({.name = graph.name_of(leaf), .node = leaf});
  for (const Graph::Naming& naming : graph.names()) {
    const bool is_leaf = graph.role(naming.node) != Role::operation && graph.name_of(naming.node) == naming.name;
    if (!is_leaf) names.push_back(naming);
  }
  return names;
}

Program program_of(const Graph& graph) {
  std::vector<Output> outputs;
  for (const auto& [name, id] : canonical_names(graph)) outputs.push_back({std::string(name), graph.expr(id)});
  return compile(outputs);
}

Report eval(const Options& options) {
  if (wants_pass_names(options.describe)) return {.output = pass_names()};
  const LoadedGraph loaded(options.graph);
  const Graph& graph = loaded.graph();
  if (options.describe) return {.output = described(program_of(graph), *options.describe, loaded.examples())};
  loaded.sweep().forward();
  std::vector<Result> results;
  for (const auto& [name, id] : canonical_names(graph)) {
    const Expr node = graph.expr(id);
    results.push_back({.name = options.json ? std::string(name) : name_text(name),
                       .numbers = numbers_of(loaded.sweep().values(node), node.shape(), loaded.listed(node))});
  }
  if (!options.json) return {.output = result_lines(results), .status = status_of(results)};
  JsonWriter json;
  json.begin_object().key("values");
  write_results(json, results);
  json.end_object();
  return {.output = json.take(), .status = status_of(results)};
}

}  // namespace

void add_eval(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("eval", "Print the values of all named nodes",
                                R"(  chainrule eval lecture
  chainrule eval lecture --set w1=-0.5 --json
  chainrule eval --expr 'sum(x * y)' --set 'x=[[1,2],[3,4]]' --set 'y=[10,20]'
  chainrule eval lecture_m --data examples.csv
With --data, nodes that differ per example print a list over the examples.)",
                                [options] { return eval(*options); });
  add_graph_arguments(command, options->graph);
  add_describe(command, options->describe);
  command.flag("--json", options->json, "Print one JSON object: {\"values\": {name: value, ...}}");
}

}  // namespace chainrule
