#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <fmt/format.h>

#include <utility>

namespace chainrule::inspector {

Inspector::Answer Inspector::execute(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.starts_with('#')) return {};
  std::string_view argument = line;
  const std::string_view name = take_word(argument);
  const Command& command = find_command(name);
  const std::string before = std::exchange(session_.repeatable, command.repeats ? std::string(line) : std::string());
  try {
    return {.text = command.run(session_, argument), .quits = command.name == "quit"};
  } catch (...) {
    session_.repeatable = before;
    throw;
  }
}

std::string Inspector::summary() const {
  const Stepper& stepper = session_.stepper;
  std::string text;
  for (const Phase phase : {Phase::forward, Phase::seed, Phase::backward}) {
    std::size_t count = 0;
    for (std::size_t index = 1; index <= stepper.size(); ++index) count += stepper.phase(index) == phase ? 1U : 0U;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_text(phase));
  }
  return fmt::format("{}: {}", counted(stepper.size(), "step"), text);
}

}  // namespace chainrule::inspector
