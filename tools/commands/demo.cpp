// demo: the lecture, told step by step.
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/reports/walkthrough.hpp>

#include <cmath>
#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  double alpha = 0.1;
};

Report demo(Options options) {
  if (options.graph.graph.empty() && !options.graph.expression) options.graph.graph = "lecture";
  if (!(options.alpha > 0) || !std::isfinite(options.alpha)) throw UsageError("--alpha must be a positive number");
  const LoadedGraph loaded(options.graph);
  loaded.sweep().backward(loaded.loss());
  return {.output = Walkthrough(loaded.sweep()).text(options.alpha)};
}

}  // namespace

void add_demo(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("demo", "Tell how a small graph learns: forward, backward, update",
                                R"(  chainrule demo
  chainrule demo lecture --set x2=-1 --alpha 0.5
  chainrule demo --expr 'square(w*3 - 1)' --set w=0.5
Without a graph it tells of the lecture's.)",
                                [options] { return demo(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--alpha", options->alpha, "The learning rate of the update, 0.1 if not given").type_name("NUMBER");
}

}  // namespace chainrule
