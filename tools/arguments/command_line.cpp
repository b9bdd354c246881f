#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/ready_made.hpp>
#include <chainrule/graphs/source/file.hpp>
#include <chainrule/tools/arguments/command_line.hpp>
#include <chainrule/version.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <sstream>
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
  fmt::print(stderr, "chainrule: {}\n", why);
  return {.output = {}, .status = status};
}

/// --help and --version end the parsing like errors, and are none.
Report explain(const CLI::App& app, const CLI::ParseError& ending) {
  std::ostringstream output;
  std::ostringstream complaint;
  if (app.exit(ending, output, complaint) == 0) return {.output = output.str(), .status = ExitStatus::done};
  fmt::print(stderr, "{}", complaint.str());
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

CommandLine::CommandLine() : app_("Computation graphs: seen, stepped through, differentiated and run.", "chainrule") {
  app_.set_version_flag("--version", std::string("chainrule ") + CHAINRULE_VERSION, "Print the version and exit");
  app_.require_subcommand(0, 1);  // with one required, an unknown command would only be called a missing one
  app_.get_formatter()->column_width(34);
  app_.footer(program_help());
}

CLI::App& CommandLine::add(const std::string& name, const std::string& summary, const std::string& examples,
                           std::function<Report()> run) {
  CLI::App& command = *app_.add_subcommand(name, summary);
  command.footer("Examples:\n" + examples);
  command.callback([this, chosen = std::move(run)] { chosen_ = chosen; });
  return command;
}

Report CommandLine::parse_and_run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& ending) {
    return explain(app_, ending);
  }
  if (!chosen_) throw UsageError("a subcommand is required: chainrule --help lists them");
  return chosen_();
}

int CommandLine::run(int argc, const char* const* argv) {
  const Report report = reporting_errors([&] { return parse_and_run(argc, argv); });
  const Report written = reporting_errors([&] {
    if (!report.output.empty()) write_file("-", report.output);
    return Report{.output = {}, .status = report.status};
  });
  return static_cast<int>(written.status);
}

CLI::Option* add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                            const std::string& description) {
  CLI::Option* option = command.add_option(name, values, description);
  return option->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace chainrule
