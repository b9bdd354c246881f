// step: the inspector.
#include <chainrule/graphs/file.hpp>
#include <chainrule/tools/commands/commands.hpp>
#include <chainrule/tools/graph_arguments.hpp>
#include <chainrule/tools/inspector.hpp>
#include <chainrule/tools/json_text.hpp>
#include <chainrule/tools/trace_json.hpp>

#include <fmt/format.h>

#include <cstdio>
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

/// Answers appear at once: this is a conversation.
void say(std::string_view text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

bool is_terminal() { return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1; }

/// A person's errors do not end the session.
void converse(Inspector& inspector) {
  say(inspector.summary() + ". Type help for the commands.\n");
  std::string line;
  while (say("(step) "), std::getline(std::cin, line)) {
    if (line.empty()) line = inspector.repeatable();
    try {
      const Inspector::Answer answer = inspector.execute(line);
      say(answer.text);
      if (answer.quits) return;
    } catch (const Error& error) {
      say(fmt::format("{}\n", error.what()));
    }
  }
  say("\n");
}

/// A script's first error ends it, with the line.
void run_script(Inspector& inspector, std::istream& script, const std::string& file) {
  std::string line;
  for (std::size_t number = 1; std::getline(script, line); ++number) {
    try {
      const Inspector::Answer answer = inspector.execute(line);
      say(answer.text);
      if (answer.quits) return;
    } catch (const Error& error) {
      throw InputError(error.message(), SourcePosition{.file = file, .line = number}, error.node());
    }
  }
}

Report print_trace(const LoadedGraph& loaded) {
  const Labels labels(loaded.graph());
  const Trace trace(loaded.sweep());
  bool all_finite = true;
  for (std::size_t index = 1; index <= trace.size(); ++index) {
    const NodeId node = trace.node(index);
    const NodeId receiver = trace.input(index).value_or(node);
    const bool is_forward = trace.phase(index) == Phase::forward;
    const Numbers numbers{.values =
                              is_forward ? loaded.sweep().primal_of(node) : loaded.sweep().cotangent_of(receiver)};
    all_finite = all_finite && numbers.all_finite();
  }
  return {.output = trace_json(trace, labels, loaded.data().has_value()),
          .status = all_finite ? ExitStatus::done : ExitStatus::not_finite};
}

Report step(const Options& options) {
  if (options.json && options.script)
    throw UsageError("--json prints the whole trace and runs no script: leave out -x");
  std::string script;
  if (options.script) script = read_file(*options.script);
  const LoadedGraph loaded(options.graph);
  loaded.sweep().backward(options.loss.empty() ? loaded.loss() : loaded.node(options.loss));
  if (options.json) return print_trace(loaded);
  Inspector inspector(loaded.sweep());
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
  CLI::App& command = program.add("step", "Walk through a gradient, forward and back, one step at a time",
                                  R"(  chainrule step lecture
  chainrule step lecture -x script.txt
  echo 'continue
  print dw2' | chainrule step lecture
  chainrule step lecture --json
Commands: step [N], back [N], continue, goto N, list, print [NAME], explain NAME, help, quit.
A script, or input that is not a terminal, ends at its first error with status 3.)",
                                  [options] { return step(*options); });
  add_graph_arguments(command, options->graph);
  command.add_option("--of", options->loss, "The node to differentiate; by default the graph's loss")
      ->type_name("NODE");
  command.add_option("-x", options->script, "Run the commands of a file, one per line")->type_name("SCRIPT");
  command.add_flag("--json", options->json, "Print the whole trace as one JSON object: {\"steps\": [...]}");
}

}  // namespace chainrule
