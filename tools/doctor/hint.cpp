#include <chainrule/tools/doctor/hint.hpp>
#include <chainrule/tools/doctor/report.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

constexpr std::size_t kLongestCommand = 400;

/// As the shell reads it back: in quotes unless it is plain.
std::string for_shell(const std::string& argument) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-=/,+:@").find(c) != std::string_view::npos;
  };
  if (!argument.empty() && std::ranges::all_of(argument, is_plain)) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string doctor_command(const GraphArguments& arguments) {
  std::string command = "chainrule doctor";
  if (!arguments.graph.empty()) command += " " + for_shell(arguments.graph);
  if (arguments.expression) command += " --expr " + for_shell(*arguments.expression);
  for (const std::string& setting : arguments.settings) command += " --set " + for_shell(setting);
  if (arguments.values_file) command += " --values " + for_shell(*arguments.values_file);
  if (arguments.data_file) command += " --data " + for_shell(*arguments.data_file);
  return command;
}

std::string doctor_hint(const Sweep& sweep, const GraphArguments& arguments) {
  if (!is_ill(sweep)) return {};
  const std::string headline = first_headline(diagnose(sweep), sweep);
  const std::string command = doctor_command(arguments);
  return fmt::format("{}\nmore: {}\n", headline, command.size() > kLongestCommand ? "chainrule doctor" : command);
}

}  // namespace chainrule
