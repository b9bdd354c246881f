#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/ready_made.hpp>
#include <chainrule/tools/arguments/command_line.hpp>
#include <chainrule/tools/text/terminal.hpp>
#include <chainrule/version.hpp>

#include <fmt/format.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace chainrule {
namespace {

constexpr std::string_view kProgramHelp =
    R"(Examples:
  chainrule eval lecture
  chainrule grad lecture --wrt w1,w2,b,z,a
  chainrule grad --expr 'x^2*y + sigmoid(x)' --set x=1.5 --set y=-2
  chainrule dot lecture --show values,cotangents -o lecture.svg
  chainrule train mlp:16,8 --data examples.csv --standardise

Ready-made graphs (from logistic on, inputs are the columns of --data FILE.csv):
{}
chainrule COMMAND --help tells more of a command.
Exit status: 0 done, 1 a check failed, 2 usage, 3 bad input, 4 a result is not finite.)";

std::string program_help() {
  std::string graphs;
  for (const ReadyMade& graph : ready_made_graphs()) graphs += fmt::format("  {:<10} {}\n", graph.form, graph.summary);
  return fmt::format(kProgramHelp, graphs);
}

Report stopped(const std::string& why, ExitStatus status) {
  tell(fmt::format("chainrule: {}\n", why));
  return {.output = {}, .status = status};
}

Report explain(const CommandParser::Ending& ending) {
  if (!ending.is_error) return {.output = ending.text, .status = ExitStatus::done};
  tell(ending.text);
  return {.output = {}, .status = ExitStatus::usage};
}

template <class Action> Report reporting_errors(Action action) {
  try {
    return action();
  } catch (const UsageError& error) {
    return stopped(error.what(), ExitStatus::usage);
  } catch (const Error& error) {
    return stopped(error.what(), ExitStatus::bad_input);
  } catch (const std::bad_alloc&) {
    return stopped("out of memory", ExitStatus::bad_input);
  } catch (const std::exception& error) {
    return stopped(error.what(), ExitStatus::bad_input);
  }
}

}  // namespace

CommandLine::CommandLine()
    : parser_("Computation graphs: seen, stepped through, differentiated and run.", "chainrule",
              std::string("chainrule ") + CHAINRULE_VERSION, program_help()) {}

Command CommandLine::add(const std::string& name, const std::string& summary, const std::string& examples,
                         std::function<Report()> run) {
  return parser_.add(name, summary, "Examples:\n" + examples, [this, chosen = std::move(run)] { chosen_ = chosen; });
}

Report CommandLine::parse_and_run(int argc, const char* const* argv) {
  if (const auto ending = parser_.parse(argc, argv)) return explain(*ending);
  if (!chosen_) throw UsageError("a subcommand is required: chainrule --help lists them");
  return chosen_();
}

int CommandLine::run(int argc, const char* const* argv) {
  prepare_standard_streams();
  const Report report = reporting_errors([&] { return parse_and_run(argc, argv); });
  const Report written = reporting_errors([&] {
    if (!report.output.empty()) print(report.output);
    return Report{.output = {}, .status = report.status};
  });
  return static_cast<int>(written.status);
}

}  // namespace chainrule
