// Commands that show what is known.
#include <chainrule/engine/formula.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/json_text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::inspector {

namespace {

constexpr std::size_t kMostLines = 20;  // a screen has 24

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

/// What has to be said of a cotangent besides its number.
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
  const std::string text = exact_text(*numbers, stepper.graph().shape(reference.node), reference.element.has_value());
  if (reference.is_cotangent) return fmt::format("{} = {}  ({})\n", name, text, state_of(session, reference.node));
  const char* const note = is_outdated(session, reference.node) ? "  (of the parameters before the update)" : "";
  return fmt::format("{} = {}{}\n", name, text, note);
}

/// Lines of which at most a screen is shown.
class Page {
 public:
  void add(const std::string& line) {
    if (++lines_ <= kMostLines) text_ += cut(line, kLineColumns) + '\n';
  }
  bool is_full() const { return lines_ >= kMostLines; }
  std::string text(std::string_view rest) const {
    if (lines_ <= kMostLines) return text_;
    return text_ + fmt::format("... and {} more{}\n", lines_ - kMostLines, rest);
  }

 private:
  std::string text_;
  std::size_t lines_ = 0;
};

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
      std::string line = page.is_full() ? "\n" : line_of(session, reference);
      line.pop_back();
      page.add(line);
    }
  return page.text(": print NAME shows one");
}

std::string step_line(Session& session, std::size_t index) {
  const Stepper& stepper = session.stepper;
  return fmt::format("{} {:>4}  {:<8}  {}", index == stepper.position() ? "=>" : "  ", index,
                     to_text(stepper.phase(index)), session.text.rule(index));
}

std::string lines_of_steps(Session& session, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t index = first; index <= last; ++index) text += cut(step_line(session, index), kLineColumns) + '\n';
  return text;
}

std::string kind_of(const Graph& graph, NodeId node) {
  switch (graph.role(node)) {
    case Role::input:
      return "input";
    case Role::parameter:
      return "parameter";
    case Role::constant:
      return "constant";
    case Role::examples:
      return "examples";
    case Role::operation:
      break;
  }
  return std::string(graph.op(node).shown());
}

std::string glance(const std::optional<std::vector<double>>& numbers, const Shape& shape) {
  return numbers ? summary_text(*numbers, shape) : "-";
}

std::string info_nodes(Session& session, std::string_view argument) {
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  const std::size_t from = argument.empty() ? 1 : std::max<std::size_t>(parse_count(argument), 1);
  Page page;
  page.add(fmt::format("   #  {:<14} {:<12} {:<10} {:<17} {}", "node", "is", "shape", "value", "cotangent"));
  std::size_t number = 0;
  for (const NodeId node : stepper.labels().order()) {
    if (graph.role(node) == Role::constant || ++number < from) continue;
    if (page.is_full()) {
      page.add("");
      continue;
    }
    const Shape& shape = graph.shape(node);
    page.add(fmt::format("{:>4}  {} {} {:<10} {} {}", number, padded(cut(session.text.name(node), 14), 14),
                         padded(cut(kind_of(graph, node), 12), 12), shape.is_scalar() ? "" : to_text(shape),
                         padded(glance(stepper.value(node), shape), 17), glance(stepper.cotangent(node), shape)));
  }
  return page.text(fmt::format(": info nodes {}", from + kMostLines - 1));
}

std::string info_steps(Session& session, std::string_view argument) {
  const std::size_t size = session.stepper.size();
  const std::size_t from = argument.empty() ? 1 : std::max<std::size_t>(parse_count(argument), 1);
  if (from > size) throw InputError(fmt::format("there is no step {}: the steps are 1 to {}", from, size));
  const std::size_t last = std::min(size, from + kMostLines - 1);
  const std::string text = lines_of_steps(session, from, last);
  return last == size ? text : text + fmt::format("... and {} more: info steps {}\n", size - last, last + 1);
}

std::string info_breaks(Session& session) {
  if (session.stepper.stops().breakpoints().empty()) return "no breakpoints\n";
  std::string text;
  for (const Breakpoint& each : session.stepper.stops().breakpoints())
    text += fmt::format("{:>4}  {}  ({})\n", each.number, session.stops[each.number], counted(each.hits, "hit"));
  return text;
}

std::string info_watches(Session& session) {
  if (session.stepper.stops().watches().empty()) return "no watches\n";
  std::string text;
  for (const Watch& each : session.stepper.stops().watches())
    text += fmt::format("{:>4}  {}  ({})\n", each.number, session.stops[each.number], counted(each.hits, "hit"));
  return text;
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

std::string do_list(Session& session, std::string_view argument) {
  constexpr std::size_t kAround = 5;
  const Stepper& stepper = session.stepper;
  const std::size_t middle = argument.empty() ? stepper.position() : parse_count(argument);
  if (middle > stepper.size())
    throw InputError(fmt::format("there is no step {}: the steps are 1 to {}", middle, stepper.size()));
  const std::size_t first = middle > kAround ? middle - kAround : 1;
  const std::size_t last = std::min(stepper.size(), std::max(middle + kAround, 2 * kAround + 1));
  session.repeatable = fmt::format("list {}", std::min(stepper.size(), last + kAround + 1));
  return lines_of_steps(session, first, last);
}

std::string do_info(Session& session, std::string_view argument) {
  std::string_view rest = argument;
  const std::string_view topic = take_word(rest);
  if (topic == "nodes") return info_nodes(session, rest);
  if (topic == "steps") return info_steps(session, rest);
  if (topic == "breaks" || topic == "watches") expect_nothing(fmt::format("info {}", topic), rest);
  if (topic == "breaks") return info_breaks(session);
  if (topic == "watches") return info_watches(session);
  throw InputError("info of what? nodes, steps, breaks or watches");
}

namespace {

using Known = std::optional<std::vector<double>>;

struct State {
  std::vector<Known> values, cotangents;
};

State state_at(Stepper& stepper, std::size_t index, std::span<const NodeId> nodes) {
  stepper.seek(index);
  State state;
  for (const NodeId node : nodes) {
    state.values.push_back(stepper.value(node));
    state.cotangents.push_back(stepper.cotangent(node));
  }
  return state;
}

bool is_same(const Known& a, const Known& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::ranges::equal(*a, *b, [](double x, double y) { return x == y || (x != x && y != y); });
}

}  // namespace

std::string do_diff(Session& session, std::string_view argument) {
  std::string_view rest = argument;
  const std::string_view first = take_word(rest), second = take_word(rest);
  if (second.empty() || !rest.empty()) throw InputError("diff needs the numbers of two steps: diff 6 15");
  Stepper& stepper = session.stepper;
  const std::size_t from = parse_count(first), to = parse_count(second);
  for (const std::size_t index : {from, to})
    if (index > stepper.size())
      throw InputError(fmt::format("there is no step {}: the steps are 1 to {}", index, stepper.size()));
  const std::size_t place = stepper.position();
  const std::span<const NodeId> nodes = stepper.labels().order();
  const State before = state_at(stepper, from, nodes), after = state_at(stepper, to, nodes);
  stepper.seek(place);
  Page page;
  const auto add = [&](const std::string& name, NodeId node, const Known& a, const Known& b) {
    const Shape& shape = stepper.graph().shape(node);
    if (!is_same(a, b))
      page.add(fmt::format("{} {} -> {}", padded(name + ":", 12), glance(a, shape), glance(b, shape)));
  };
  for (std::size_t i = 0; i < nodes.size(); ++i)
    add(session.text.name(nodes[i]), nodes[i], before.values[i], after.values[i]);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    add(session.text.cotangent(nodes[i]), nodes[i], before.cotangents[i], after.cotangents[i]);
  const std::string text = page.text("");
  return text.empty() ? fmt::format("nothing differs between step {} and step {}\n", from, to) : text;
}

}  // namespace chainrule::inspector
