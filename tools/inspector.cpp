#include <chainrule/engine/name_text.hpp>
#include <chainrule/graphs/nearest_name.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/inspector.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace chainrule {

namespace {

constexpr std::string_view kBlank = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string shown(std::string_view typed) { return cut(chainrule::quoted(typed), 60); }

std::size_t parse_count(std::string_view argument) {
  std::size_t count = 0;
  const char* const end = argument.data() + argument.size();
  const auto [stop, error] = std::from_chars(argument.data(), end, count);
  if (argument.empty() || error != std::errc{} || stop != end)
    throw InputError(fmt::format("{} is not a number of steps", shown(argument)));
  return count;
}

void expect_nothing(std::string_view command, std::string_view argument) {
  if (!argument.empty()) throw InputError(fmt::format("{} takes nothing, not {}", command, shown(argument)));
}

std::string steps_text(std::size_t count) { return fmt::format("{} step{}", count, count == 1 ? "" : "s"); }

}  // namespace

Inspector::Inspector(const Sweep& sweep)
    : sweep_(sweep),
      graph_(sweep.graph()),
      labels_(graph_),
      trace_(sweep),
      short_forms_(sweep),
      text_(trace_, labels_, &short_forms_) {}

std::span<const Inspector::Command> Inspector::commands() {
  static constexpr std::array<Command, 9> kCommands{{
      {"step", "s", "[N]", "do the next step, or the next N", &Inspector::step},
      {"back", "rs", "[N]", "undo the last step, or the last N", &Inspector::back},
      {"continue", "c", "", "go to the end", &Inspector::go_on},
      {"goto", "g", "N", "go to just after step N; 0 is the beginning", &Inspector::go_to},
      {"list", "l", "", "the steps around here", &Inspector::list},
      {"print", "p", "[NAME]", "a value or a cotangent: z, dz, t3; or all that is known", &Inspector::print},
      {"explain", "e", "NAME", "how a value or a cotangent comes about", &Inspector::explain},
      {"help", "h", "", "these lines", &Inspector::help},
      {"quit", "q", "", "leave", &Inspector::quit},
  }};
  return kCommands;
}

/// By name, by abbreviation, or by the beginning of a name.
const Inspector::Command& Inspector::find_command(std::string_view name) {
  NearestName nearest(name);
  for (const Command& command : commands()) {
    if (command.abbreviation == name || command.name.starts_with(name)) return command;
    nearest.consider(command.name);
  }
  throw InputError(fmt::format("there is no command {}{}; help lists them", shown(name), nearest.hint()));
}

Inspector::Answer Inspector::execute(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.starts_with('#')) return {};
  const std::size_t end = std::min(line.find_first_of(kBlank), line.size());
  const Command& command = find_command(line.substr(0, end));
  Answer answer;
  answer.text = (this->*command.run)(trimmed(line.substr(end)));
  answer.quits = command.run == &Inspector::quit;
  const bool repeats = command.run == &Inspector::step || command.run == &Inspector::back;
  repeatable_ = repeats ? std::string(line) : std::string();
  return answer;
}

std::string Inspector::summary() const {
  std::string text;
  for (const Phase phase : {Phase::forward, Phase::seed, Phase::backward}) {
    std::size_t count = 0;
    for (std::size_t index = 1; index <= trace_.size(); ++index) count += trace_.phase(index) == phase ? 1U : 0U;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_text(phase));
  }
  return fmt::format("{}: {}", steps_text(trace_.size()), text);
}

std::string Inspector::here() const {
  if (position_ == 0) return fmt::format("[0/{}] the beginning: only inputs and parameters are known\n", trace_.size());
  return text_.whole(position_);
}

std::string Inspector::step(std::string_view argument) {
  const std::size_t count = argument.empty() ? 1 : parse_count(argument);
  const std::size_t left = trace_.size() - position_;
  if (left == 0 && count > 0)
    throw InputError(fmt::format("this is the end: all {} are done", steps_text(trace_.size())));
  if (count > left) throw InputError(fmt::format("only {} left to do, not {}", steps_text(left), count));
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += text_.whole(position_ + i);
  position_ += count;
  return text;
}

std::string Inspector::back(std::string_view argument) {
  const std::size_t count = argument.empty() ? 1 : parse_count(argument);
  if (position_ == 0 && count > 0) throw InputError("this is the beginning: there is no step to undo");
  if (count > position_) throw InputError(fmt::format("only {} to undo, not {}", steps_text(position_), count));
  position_ -= count;
  return here();
}

std::string Inspector::go_on(std::string_view argument) {
  expect_nothing("continue", argument);
  if (position_ == trace_.size())
    throw InputError(fmt::format("this is the end: all {} are done", steps_text(trace_.size())));
  position_ = trace_.size();
  return here();
}

std::string Inspector::go_to(std::string_view argument) {
  if (argument.empty()) throw InputError("goto needs the number of a step");
  const std::size_t index = parse_count(argument);
  if (index > trace_.size())
    throw InputError(fmt::format("there is no step {}: the steps are 1 to {}", index, trace_.size()));
  position_ = index;
  return here();
}

std::string Inspector::list(std::string_view argument) {
  expect_nothing("list", argument);
  constexpr std::size_t kAround = 5;
  const std::size_t first = position_ > kAround ? position_ - kAround : 1;
  const std::size_t last = std::min(trace_.size(), std::max(position_ + kAround, 2 * kAround + 1));
  std::string text;
  for (std::size_t index = first; index <= last; ++index)
    text += cut(fmt::format("{} {:>4}  {:<8}  {}", index == position_ ? "=>" : "  ", index,
                            to_text(trace_.phase(index)), text_.rule(trace_[index])),
                kLineColumns) +
            '\n';
  return text;
}

std::string Inspector::help(std::string_view argument) {
  expect_nothing("help", argument);
  std::string text;
  for (const Command& command : commands()) {
    const std::string abbreviation = command.abbreviation.empty() ? "" : fmt::format(", {}", command.abbreviation);
    text += fmt::format("  {:<24}{}\n", fmt::format("{}{} {}", command.name, abbreviation, command.argument),
                        command.summary);
  }
  return text + "  A name that is not a word stands in quotes: print \"a b\"\n";
}

std::string Inspector::quit(std::string_view argument) {
  expect_nothing("quit", argument);
  return {};
}

std::string Inspector::print(std::string_view argument) {
  if (argument.empty()) return everything_known();
  const Subject asked = subject(argument);
  return asked.is_cotangent ? cotangent_line(asked.node) : value_line(asked.node);
}

std::string Inspector::explain(std::string_view argument) {
  if (argument.empty()) throw InputError("explain needs a name: z or dz, say");
  const Subject asked = subject(argument);
  if (asked.is_cotangent) return explain_cotangent(asked.node);
  const std::string value = explain_value(asked.node);
  return sweep_.has_cotangent(asked.node) ? value + explain_cotangent(asked.node) : value;
}

}  // namespace chainrule
