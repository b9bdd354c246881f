// Fuzz target: any lines are commands of the inspector or errors that keep its place; its steps stay what they are.
#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace chainrule;
using inspector::Inspector;

namespace {

void demand(bool claim) {
  if (!claim) std::abort();
}

/// Drawing would write files of any name.
bool writes_file(std::string_view line) {
  try {
    return inspector::find_command(inspector::take_word(line)).run == inspector::do_dot;
  } catch (const Error&) {
    return false;
  }
}

std::string replay(Inspector& inspector) {
  std::string text = inspector.execute("goto 0").text;
  while (inspector.position() < inspector.size()) text += inspector.execute("step").text;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  Inspector inspector(sweep, l.L);
  while (!rest.empty() && inspector.size() < 1000) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    inspector.completions(line);
    if (writes_file(line)) continue;
    const std::size_t place = inspector.position();
    try {
      inspector.execute(line);
    } catch (const Error&) {
      demand(inspector.position() == place);
    }
    demand(inspector.position() <= inspector.size());
  }
  inspector.execute("delete");
  inspector.execute("undisplay");
  const std::string once = replay(inspector);
  demand(replay(inspector) == once);
  return 0;
}
