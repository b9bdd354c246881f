// The arguments by which every command is given its graph and the values in it.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/graphs/tables/csv.hpp>
#include <chainrule/tools/arguments/options.hpp>
#include <chainrule/tools/reading/given_values.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// As typed: GRAPH or --expr TEXT, --set NAME=VALUE, --values FILE, --data FILE.
struct GraphArguments {
  std::string graph;  ///< a file, "-" or the name of a ready-made graph; empty with --expr
  std::optional<std::string> expression;
  std::vector<std::string> settings;  ///< "name=value"
  std::optional<std::string> values_file;
  std::optional<std::string> data_file;
  std::string label = "y";   ///< the column that ready-made graphs take for the label
  bool standardise = false;  ///< features will be standardised: ready-made graphs begin accordingly
};

/// Adds them to a command; "label" is left to commands that need it.
void add_graph_arguments(Command& command, GraphArguments& arguments);

/// Whether every input and parameter must have a value.
enum class ValuesAre { needed, optional };

/// A graph with the numbers that it was given.
class LoadedGraph {
 public:
  /// Reads everything. UsageError if there is no graph or two of them; InputError or GraphError with the name, file and
  /// position of what is wrong: see GivenValues and bind_columns; and, if values are needed, leaves without one.
  explicit LoadedGraph(const GraphArguments& arguments, ValuesAre values = ValuesAre::needed);

  Graph& graph() const { return *graph_; }
  const std::optional<Table>& data() const { return data_; }
  std::size_t examples() const { return data_ ? data_->rows() : 1; }
  /// All values are set and all columns bound; forward() has not run.
  Sweep& sweep() const { return *sweep_; }
  /// The numbers that were given, by --set, --values and --data.
  Values values() const;

  /// The node of that name or label. GraphError if there is none.
  Expr node(std::string_view name) const;
  /// A node's name or label.
  std::string label(const Expr& node) const;
  /// The label's input in a ready-made graph that has one; nothing in other graphs.
  std::optional<Expr> label_input() const { return label_; }
  /// The graph's loss. GraphError if it has none.
  Expr loss() const;
  /// How many examples the numbers of that node are listed over: none if it is shared, or if there are no data.
  std::optional<std::size_t> listed(const Expr& node) const;

 private:
  void build(const GraphArguments& arguments, ValuesAre values);
  void read_expression(const std::string& text, ValuesAre values);
  void check_values() const;

  GivenValues given_;
  std::optional<Table> data_;
  std::unique_ptr<Graph> graph_;
  std::unique_ptr<Sweep> sweep_;
  std::optional<Expr> label_;
};

}  // namespace chainrule
