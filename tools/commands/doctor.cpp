// doctor: what goes wrong with a graph's numbers, and what to do about it.
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/doctor/report.hpp>

#include <memory>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string loss;
  bool json = false;
};

Report doctor(const Options& options) {
  const LoadedGraph loaded(options.graph);
  const Labels labels(loaded.graph());
  loaded.sweep().backward(options.loss.empty() ? loaded.loss() : loaded.node(options.loss));
  const Diagnosis diagnosis = diagnose(loaded.sweep());
  return {.output = options.json ? diagnosis_json(diagnosis, loaded.sweep(), labels)
                                 : diagnosis_text(diagnosis, loaded.sweep(), labels)};
}

}  // namespace

void add_doctor(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("doctor", "Find what goes wrong with the numbers, and what to do about it",
                                R"(  chainrule doctor lecture --set b=40 --set y=0
  chainrule doctor --expr 'log(-x)' --set x=1
  chainrule doctor lecture_m --data examples.csv --json
It names the first value and the first contribution to a gradient that is not finite, with the op, its inputs and the
path; flat and closed ops; gradients that vanish or explode on their way; inputs and parameters without a path to the
loss. It runs the textbook chain node by node, as step does; grad applies stable rules.)",
                                [options] { return doctor(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--of", options->loss, "The node to differentiate; by default the graph's loss").type_name("NODE");
  command.flag("--json", options->json,
               "Print one JSON object: {\"findings\": [{kind, node, op, value, inputs, upstream, local, path, "
               "remedy, ...}, ...]}");
}

}  // namespace chainrule
