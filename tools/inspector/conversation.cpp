#include <chainrule/tools/inspector/conversation.hpp>
#include <chainrule/tools/inspector/line_input.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace chainrule::inspector {

namespace {

/// Answers appear at once: this is a conversation.
void say(std::string_view text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

/// Whether the person wants to go on.
bool answer(Inspector& inspector, const std::string& line) {
  try {
    const Inspector::Answer answer = inspector.execute(line);
    say(answer.text);
    return !answer.quits;
  } catch (const Error& error) {
    say(fmt::format("{}\n", error.what()));
  } catch (const std::bad_alloc&) {
    say("out of memory\n");
  }
  return true;
}

}  // namespace

void converse(Inspector& inspector) {
  HeldSignals signals;
  inspector.interrupt_when([&] { return signals.take_interrupt(); });
  const auto input =
      LineInput::make("(step) ", signals, [&](std::string_view line) { return inspector.completions(line); });
  say(inspector.summary() + ". Type help for the commands.\n");
  while (true) {
    const LineInput::Line line = input->read();
    if (line.kind == LineInput::Line::Kind::end) break;
    if (line.kind == LineInput::Line::Kind::interrupted) continue;
    inspector.set_width(terminal_columns().value_or(80));
    const bool is_empty = line.text.find_first_not_of(" \t") == std::string::npos;
    if (!answer(inspector, is_empty ? inspector.repeatable() : line.text)) return;
  }
  say("\n");
}

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

}  // namespace chainrule::inspector
