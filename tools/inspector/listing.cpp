// Commands that list steps and nodes.
#include <chainrule/tools/inspector/page.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule::inspector {

namespace {

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
  const Role role = graph.role(node);
  return std::string(role == Role::operation ? graph.op(node).shown() : to_text(role));
}

std::string glance(const std::optional<std::vector<double>>& numbers) {
  constexpr std::size_t kWidest = 17;
  return numbers ? glance_text(*numbers, kWidest) : "-";
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
                         padded(glance(stepper.value(node)), 17), glance(stepper.cotangent(node))));
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

/// Leaves the stepper where it was.
State state_at(Stepper& stepper, std::size_t index, std::span<const NodeId> nodes) {
  const std::size_t place = stepper.position();
  stepper.seek(index);
  State state;
  for (const NodeId node : nodes) {
    state.values.push_back(stepper.value(node));
    state.cotangents.push_back(stepper.cotangent(node));
  }
  stepper.seek(place);
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
  const std::span<const NodeId> nodes = stepper.labels().order();
  const State before = state_at(stepper, from, nodes), after = state_at(stepper, to, nodes);
  Page page;
  const auto add = [&](const std::string& name, const Known& a, const Known& b) {
    if (!is_same(a, b)) page.add(fmt::format("{} {} -> {}", padded(name + ":", 12), glance(a), glance(b)));
  };
  for (std::size_t i = 0; i < nodes.size(); ++i) add(session.text.name(nodes[i]), before.values[i], after.values[i]);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    add(session.text.cotangent(nodes[i]), before.cotangents[i], after.cotangents[i]);
  const std::string text = page.text("");
  return text.empty() ? fmt::format("nothing differs between step {} and step {}\n", from, to) : text;
}

}  // namespace chainrule::inspector
