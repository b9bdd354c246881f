// Commands that print numbers.
#include <chainrule/tools/inspector/page.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/json_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::inspector {

namespace {

std::string name_of(Session& session, const Reference& reference) {
  const std::string whole =
      reference.is_cotangent ? session.text.cotangent(reference.node) : session.text.name(reference.node);
  return whole + reference.element_text;
}

/// All digits of few numbers, a glance at many.
std::string exact_text(const std::vector<double>& numbers, const Shape& shape, bool is_element) {
  constexpr std::size_t kMost = 64;
  if (is_element) return tensor_text(chainrule::numbers_of(numbers, {}));
  if (numbers.size() > kMost) return summary_text(numbers, shape);
  const bool is_list = numbers.size() != shape.size() && shape.size() > 0;
  return tensor_text(
      chainrule::numbers_of(numbers, shape, is_list ? std::optional(numbers.size() / shape.size()) : std::nullopt));
}

/// "name = numbers"; of a tensor that is too wide for a line, each row begins one of its own.
std::string named_numbers(const std::string& name, const std::string& numbers) {
  const std::string whole = fmt::format("{} = {}", name, numbers);
  if (columns(whole) <= kLineColumns) return whole;
  const std::size_t indent = columns(name) + 4;
  std::string rows;
  for (std::size_t begin = 0; begin < whole.size();) {
    const std::size_t end = std::min(whole.find("], ", begin), whole.size() - 2) + 2;
    rows += folded(std::string(begin == 0 ? 0 : indent - 1, ' ') + whole.substr(begin, end - begin), indent);
    if (end < whole.size()) rows += '\n';
    begin = end + 1;
  }
  return rows;
}

/// The remarks on a cotangent besides its number.
std::string state_of(Session& session, NodeId node) {
  Stepper& stepper = session.stepper;
  if (!stepper.sweep().has_cotangent(node))
    return fmt::format("{} does not depend on it", stepper.labels()[stepper.loss()]);
  const std::size_t seen = stepper.seen(node), total = stepper.total(node);
  if (seen < total) return fmt::format("{} of {} contributions", seen, total);
  return stepper.is_outdated() ? "final, of the parameters before the update" : "final";
}

bool is_outdated(Session& session, NodeId node) {
  return session.stepper.is_outdated() && session.stepper.graph().role(node) == Role::operation;
}

std::string line_of(Session& session, const Reference& reference) {
  Stepper& stepper = session.stepper;
  const std::string name = name_of(session, reference);
  const auto numbers = inspector::numbers_of(stepper, reference);
  if (!numbers && reference.is_cotangent && !session.stale_because.empty())
    return fmt::format("{}: stale: {}; run backward computes it again\n", name, session.stale_because);
  if (!numbers) return fmt::format("{}: not known yet\n", name);
  const std::string text =
      named_numbers(name, exact_text(*numbers, stepper.graph().shape(reference.node), reference.element.has_value()));
  std::string note;
  if (reference.is_cotangent)
    note = fmt::format("({})", state_of(session, reference.node));
  else if (is_outdated(session, reference.node))
    note = "(of the parameters before the update)";
  return after(text, note, columns(name) + 3) + '\n';
}

/// Named nodes, values first.
std::string everything_known(Session& session) {
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  Page page;
  for (const bool is_cotangent : {false, true})
    for (const NodeId node : stepper.labels().order()) {
      if (graph.name_of(node).empty()) continue;
      Reference reference;
      reference.node = node;
      reference.is_cotangent = is_cotangent;
      const bool is_there = is_cotangent ? stepper.seen(node) > 0 : stepper.is_known(node);
      if (!is_there) continue;
      page.add(page.is_full() ? std::string() : line_of(session, reference));
    }
  return page.text(": print NAME shows one");
}

}  // namespace

std::string known_text(Session& session, std::string_view reference) {
  return line_of(session, find_reference(session.stepper, reference));
}

std::string do_print(Session& session, std::string_view argument) {
  return argument.empty() ? everything_known(session) : known_text(session, argument);
}

std::string displayed(Session& session) {
  std::string text;
  for (std::size_t i = 0; i < session.displays.size(); ++i)
    if (!session.displays[i].empty()) text += fmt::format("{}: {}", i + 1, known_text(session, session.displays[i]));
  return text;
}

std::string do_display(Session& session, std::string_view argument) {
  if (argument.empty()) {
    const std::string text = displayed(session);
    return text.empty() ? "nothing is displayed: display NAME\n" : text;
  }
  const std::string line = known_text(session, argument);
  session.displays.emplace_back(argument);
  return fmt::format("{}: {}", session.displays.size(), line);
}

std::string do_undisplay(Session& session, std::string_view argument) {
  if (argument.empty()) {
    session.displays.clear();
    return {};
  }
  const std::size_t number = parse_count(argument);
  if (number == 0 || number > session.displays.size() || session.displays[number - 1].empty())
    throw InputError(fmt::format("there is no display {}", number));
  session.displays[number - 1].clear();
  return {};
}

}  // namespace chainrule::inspector
