// step: the inspector.
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/arguments/graph_arguments.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/doctor/hint.hpp>
#include <chainrule/tools/inspector/conversation.hpp>
#include <chainrule/tools/reports/trace_json.hpp>
#include <chainrule/tools/text/json_text.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>

namespace chainrule {
namespace {

struct Options {
  GraphArguments graph;
  std::string loss;
  std::optional<std::string> script;
  bool json = false;
};

bool is_terminal() { return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1; }

/// Whether every value and every cotangent is.
bool is_finite(Stepper& stepper) {
  const Sweep& sweep = stepper.sweep();
  for (std::size_t index = 1; index <= stepper.size(); ++index) {
    const NodeId node = stepper.subject(index);
    const bool is_forward = stepper.phase(index) == Phase::forward;
    if (!Numbers{.values = is_forward ? sweep.primal_of(node) : sweep.cotangent_of(node)}.all_finite()) return false;
  }
  return true;
}

Report step(const Options& options) {
  if (options.json && options.script)
    throw UsageError("--json prints the whole trace and runs no script: leave out -x");
  std::string script;
  if (options.script) script = read_file(*options.script);
  const LoadedGraph loaded(options.graph);
  const Expr loss = options.loss.empty() ? loaded.loss() : loaded.node(options.loss);
  loaded.sweep().backward(loss);
  tell(doctor_hint(loaded.sweep(), options.graph));
  if (options.json) {
    Stepper stepper(loaded.graph(), loss, loaded.sweep());
    return {.output = trace_json(stepper, loaded.data().has_value()),
            .status = is_finite(stepper) ? ExitStatus::done : ExitStatus::not_finite};
  }
  inspector::Inspector inspector(loaded.sweep(), loss);
  if (options.script) {
    std::istringstream lines(script);
    run_script(inspector, lines, file_label(*options.script));
  } else if (is_terminal()) {
    converse(inspector);
  } else {
    run_script(inspector, std::cin, file_label("-"));
  }
  return {};
}

}  // namespace

void add_step(CommandLine& program) {
  const auto options = std::make_shared<Options>();
  Command command = program.add("step", "Walk through a gradient, forward and back, one step at a time",
                                R"(  chainrule step lecture
  chainrule step lecture -x script.txt
  echo 'continue
  print dw2' | chainrule step lecture
  chainrule step lecture --json
Commands are gdb's: step, back, continue, reverse-continue, goto, until, run, break, watch, print, display, list, info,
explain, doctor, path, diff, check, set, update, dot; help COMMAND tells more. An empty line repeats, TAB completes.
A script, or input that is not a terminal, ends at its first error with status 3.)",
                                [options] { return step(*options); });
  add_graph_arguments(command, options->graph);
  command.option("--of", options->loss, "The node to differentiate; by default the graph's loss").type_name("NODE");
  command.option("-x", options->script, "Run the commands of a file, one per line").type_name("SCRIPT").not_empty();
  command.flag("--json", options->json, "Print the whole trace as one JSON object: {\"steps\": [...]}");
}

}  // namespace chainrule
