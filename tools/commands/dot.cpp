// dot: the graph as a picture.
#include <chainrule/engine/gradient.hpp>
#include <chainrule/graphs/dot_writer.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/graph_arguments.hpp>
#include <chainrule/tools/name_list.hpp>
#include <chainrule/tools/output_format.hpp>
#include <chainrule/tools/short_form.hpp>

#include <fmt/format.h>

#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string style = "lecture";
  std::vector<std::string> show;
  std::string output;
};

DotStyle style_named(const std::string& name) {
  if (name == "ops") return DotStyle::ops;
  return name == "gradient" ? DotStyle::gradient : DotStyle::lecture;
}

void add_shown(const std::string& list, DotOptions& picture) {
  for (const std::string& what : split_names(list, "--show")) {
    if (what != "values" && what != "cotangents")
      throw UsageError(fmt::format("--show {}: expected values, cotangents or both, separated by a comma", what));
    (what == "values" ? picture.values : picture.cotangents) = true;
  }
}

/// The cotangents that a book would write down, from the loss back: of named operations, then of the parameters.
std::vector<std::pair<Expr, Expr>> cotangents(const Graph& graph, const Expr& loss) {
  std::vector<Expr> nodes;
  for (NodeId id = loss.id(); id-- > 0;)
    if (graph.role(id) == Role::operation && graph.node(id).has(NodeFlags::kOnParameter) && !graph.name_of(id).empty())
      nodes.push_back(graph.expr(id));
  for (const NodeId id : graph.leaves(Role::parameter)) nodes.push_back(graph.expr(id));
  Gradient derivative = gradient(loss, {}, Form::textbook);
  std::vector<std::pair<Expr, Expr>> all;
  for (const Expr& node : nodes)
    if (const Expr cotangent = derivative.of(node); !cotangent.is_number()) all.emplace_back(node, cotangent);
  return all;
}

/// What the cotangents of named operations simplify to, where it is something short: dz = a - y.
std::vector<std::pair<Expr, std::string>> short_forms(const Sweep& sweep) {
  constexpr std::size_t kLongest = 24;
  std::vector<std::pair<Expr, std::string>> forms;
  const Graph& graph = sweep.graph();
  const auto size = static_cast<NodeId>(graph.size());
  ShortForms all(sweep);
  for (NodeId id = 0; id < size; ++id) {
    if (graph.role(id) != Role::operation || graph.name_of(id).empty()) continue;
    const std::optional<ShortForm> form = all.of(id);
    if (form && !form->derivation.steps.empty() && columns(form->text) <= kLongest)
      forms.emplace_back(graph.expr(id), form->text);
  }
  return forms;
}

std::string picture_of(const LoadedGraph& loaded, DotOptions picture) {
  if (picture.style == DotStyle::gradient) picture.gradient = cotangents(loaded.graph(), loaded.loss());
  picture.sweep = &loaded.sweep();
  if (picture.values || picture.cotangents) loaded.sweep().forward();
  if (picture.cotangents) {
    loaded.sweep().backward(loaded.loss());
    picture.short_forms = short_forms(loaded.sweep());
  }
  return write_dot(loaded.graph(), picture);
}

Report dot(const Options& options) {
  if (!options.output.empty()) known_suffix(options.output, kPictureSuffixes);
  DotOptions picture{.style = style_named(options.style)};
  for (const std::string& list : options.show) add_shown(list, picture);
  const bool has_numbers = picture.values || picture.cotangents;
  const LoadedGraph loaded(options.graph, has_numbers ? Values::needed : Values::optional);
  const std::string text = picture_of(loaded, picture);
  if (options.output.empty()) return {.output = text};
  write_picture(options.output, text);
  return {};
}

}  // namespace

void add_dot(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = program.add("dot", "Draw the graph",
                                  R"(  chainrule dot lecture > lecture.dot
  chainrule dot lecture --show values,cotangents -o lecture.svg
  chainrule dot lecture --style gradient -o gradient.pdf)",
                                  [options] { return dot(*options); });
  add_graph_arguments(command, options->graph);
  command
      .add_option(
          "--style", options->style,
          "lecture: formulas and groups as one box; ops: every operation as a box; gradient: the gradient graph too")
      ->check(CLI::IsMember({"lecture", "ops", "gradient"}))
      ->capture_default_str();
  add_repeatable(command, "--show", options->show, "The numbers to show: values, cotangents or values,cotangents")
      ->type_name("WHAT");
  command.add_option("-o,--output", options->output, "Write to this file instead: .dot, .gv, .svg, .png or .pdf")
      ->type_name("FILE");
}

}  // namespace chainrule
