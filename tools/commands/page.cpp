// page: the graph, live, in a browser.
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/page/page.hpp>

#include <filesystem>
#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string output;
};

/// "mlp" of models/mlp.graph, the expression of --expr.
std::string title_of(const GraphArguments& arguments) {
  if (arguments.expression) return *arguments.expression;
  if (arguments.graph == "-") return "graph";
  return std::filesystem::path(arguments.graph).stem().string();
}

Report page(const Options& options) {
  const LoadedGraph loaded(options.graph);
  const std::string html = page_html(loaded, title_of(options.graph));
  if (options.output.empty() || options.output == "-") return {.output = html};
  write_file(options.output, html);
  return {};
}

}  // namespace

void add_page(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("page", "Write the graph as a live page for a browser",
                                R"(  chainrule page lecture -o lecture.html
  chainrule page --expr 'x^2*y + sigmoid(x)' --set x=1.5 --set y=-2 -o expression.html
One file that needs no network: step with the arrow keys, change the numbers, press update.)",
                                [options] { return page(*options); });
  add_graph_arguments(command, options->graph);
  command.option("-o,--output", options->output, "Write to this file instead of standard output")
      .type_name("FILE.html")
      .not_empty();
}

}  // namespace chainrule
