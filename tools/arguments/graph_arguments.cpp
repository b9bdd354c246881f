#include <chainrule/engine/base/name_text.hpp>
#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/graphs/load.hpp>
#include <chainrule/graphs/ready_made.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/graphs/text/text_reader.hpp>
#include <chainrule/tools/arguments/command_line.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/reading/data_binding.hpp>

#include <fmt/format.h>

#include <set>

namespace chainrule {
namespace {

std::optional<Table> read_data(const GraphArguments& arguments) {
  if (!arguments.data_file) return std::nullopt;
  return read_csv(*arguments.data_file);
}

void build_ready_made(Graph& graph, const ReadyMadeCall& call, const std::optional<Table>& data,
                      const GraphArguments& arguments) {
  const ReadyMade& ready_made = *call.graph;
  if (ready_made.takes_columns && !data)
    throw UsageError(
        fmt::format("{} takes its inputs from the columns of a table: give it with --data FILE.csv", ready_made.name));
  try {
    ready_made.build(graph, {.numbers = call.numbers,
                             .data = data ? &*data : nullptr,
                             .label = arguments.label,
                             .standardised = arguments.standardise});
  } catch (const Error& error) {
    if (!ready_made.takes_columns || error.position()) throw;
    throw InputError(error.message(), SourcePosition{.file = data->file, .line = 1}, error.node());
  }
}

/// The name of an expression's value, beside its free names.
std::string result_name(const Graph& graph) {
  std::string name = "f";
  for (int i = 1; graph.find(name); ++i) name = fmt::format("f{}", i);
  return name;
}

}  // namespace

void add_graph_arguments(Command& command, GraphArguments& arguments) {
  std::string ready_made;
  for (const ReadyMade& graph : ready_made_graphs())
    ready_made += fmt::format("{}{}", ready_made.empty() ? "" : ", ", graph.form);
  command.positional("GRAPH", arguments.graph,
                     "A .graph or .json file, - for standard input, or a ready-made graph: " + ready_made);
  command
      .option("--expr", arguments.expression,
              "An expression instead of a graph; its names are parameters, its value is called f")
      .type_name("TEXT");
  command
      .repeatable("--set", arguments.settings,
                  "Give an input or parameter a value: a number or a nested list, [[1,2],[3,4]]")
      .type_name("NAME=VALUE");
  command.option("--values", arguments.values_file, "Values from a JSON object {\"name\": value, ...}")
      .type_name("FILE.json")
      .not_empty();
  command.option("--data", arguments.data_file, "A table whose columns are the inputs and whose rows the examples")
      .type_name("FILE.csv")
      .not_empty();
}

LoadedGraph::LoadedGraph(const GraphArguments& arguments, ValuesAre values)
    : given_(arguments.settings, arguments.values_file),
      data_(read_data(arguments)),
      graph_(std::make_unique<Graph>()) {
  build(arguments, values);
  sweep_ = std::make_unique<Sweep>(this->values());
  if (values == ValuesAre::needed) check_values();
}

void LoadedGraph::build(const GraphArguments& arguments, ValuesAre values) {
  if (arguments.expression.has_value() == !arguments.graph.empty())
    throw UsageError(arguments.expression ? "give either GRAPH or --expr, not both"
                                          : "no graph: give a file, the name of a ready-made graph, or --expr TEXT");
  if (arguments.expression) {
    read_expression(*arguments.expression, values);
  } else if (const auto ready_made = find_ready_made(arguments.graph)) {
    build_ready_made(*graph_, *ready_made, data_, arguments);
    label_ = graph_->find(arguments.label);
    if (label_ && graph_->role(label_->id()) != Role::input) label_.reset();
  } else {
    load_graph(*graph_, arguments.graph);
  }
}

/// All free names become parameters, with the shapes of their values.
void LoadedGraph::read_expression(const std::string& text, ValuesAre values) {
  const auto parameter = [&](std::string_view name) {
    if (const Literal* value = given_.find(name)) return graph_->parameter(name, value->shape, value->values);
    if (values == ValuesAre::optional) return graph_->parameter(name);
    throw InputError(fmt::format("{0} has no value: give it with --set {0}=...", name_text(name)), std::string(name));
  };
  const Expr result = chainrule::read_expression(*graph_, text, "--expr", parameter);
  graph_->name(result, result_name(*graph_));
  graph_->set_loss(result);
}

Values LoadedGraph::values() const {
  Values values(*graph_, examples());
  given_.add_to(values);
  if (data_) bind_columns(values, *data_, given_.nodes(*graph_));
  return values;
}

/// With data, every input has been given a column or a value.
void LoadedGraph::check_values() const {
  const std::vector<NodeId> given = given_.nodes(*graph_);
  const std::set<NodeId> has_value(given.begin(), given.end());
  for (std::size_t i = 0; i < graph_->leaves().size(); ++i) {
    const NodeId leaf = graph_->leaves()[i];
    const Role role = graph_->role(leaf);
    const bool needs_value = role == Role::parameter || (role == Role::input && !data_);
    if (!needs_value || !graph_->values(leaf).empty() || graph_->shape(leaf).size() == 0 || has_value.contains(leaf))
      continue;
    const std::string name(graph_->name_of(leaf));
    throw InputError(fmt::format("{0} has no value: give it with --set {0}=...", name_text(name)), name);
  }
}

Expr LoadedGraph::node(std::string_view name) const {
  if (const auto named = graph_->find(name)) return *named;
  if (const auto labelled = Labels(*graph_).find(name)) return graph_->expr(*labelled);
  return graph_->at(name);  // throws, and says what there is
}

std::string LoadedGraph::label(const Expr& node) const {
  const std::string_view name = graph_->name_of(node.id());
  return std::string(name.empty() ? Labels(*graph_)[node.id()] : name);
}

Expr LoadedGraph::loss() const {
  if (const auto loss = graph_->loss()) return *loss;
  throw GraphError("the graph has no loss: say which node it is in the graph, by a statement such as: loss L");
}

std::optional<std::size_t> LoadedGraph::listed(const Expr& node) const {
  if (!data_ || !node.per_example()) return std::nullopt;
  return examples();
}

}  // namespace chainrule
