#include <chainrule/tools/inspector/conversation.hpp>
#include <chainrule/tools/inspector/line_input.hpp>
#include <chainrule/tools/text/terminal.hpp>

#include <fmt/format.h>

#include <new>

namespace chainrule::inspector {

namespace {

/// An error is an answer too.
Inspector::Answer answer(Inspector& inspector, const std::string& line) {
  try {
    return inspector.execute(line);
  } catch (const Error& error) {
    return {.text = fmt::format("{}\n", error.what())};
  } catch (const std::bad_alloc&) {
    return {.text = "out of memory\n"};
  }
}

Inspector::Answer answer_at(Inspector& inspector, const std::string& line, const std::string& file,
                            std::size_t number) {
  try {
    return inspector.execute(line);
  } catch (const Error& error) {
    throw InputError(error.message(), SourcePosition{.file = file, .line = number}, error.node());
  }
}

}  // namespace

void converse(Inspector& inspector) {
  HeldSignals signals;
  inspector.interrupt_when([&] { return signals.take_interrupt(); });
  const auto input =
      LineInput::make("(step) ", signals, [&](std::string_view line) { return inspector.completions(line); });
  print(inspector.summary() + ". Type help for the commands.\n");
  while (true) {
    const LineInput::Line line = input->read();
    if (line.kind == LineInput::Line::Kind::end) break;
    if (line.kind == LineInput::Line::Kind::interrupted) continue;
    inspector.set_width(terminal_columns().value_or(80));
    const bool is_empty = line.text.find_first_not_of(" \t") == std::string::npos;
    const Inspector::Answer given = answer(inspector, is_empty ? inspector.repeatable() : line.text);
    print(given.text);
    if (given.quits) return;
  }
  print("\n");
}

void run_script(Inspector& inspector, std::istream& script, const std::string& file) {
  std::string line;
  for (std::size_t number = 1; std::getline(script, line); ++number) {
    const Inspector::Answer given = answer_at(inspector, line, file, number);
    print(given.text);
    if (given.quits) return;
  }
}

}  // namespace chainrule::inspector
