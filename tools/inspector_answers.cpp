// What the inspector knows of a value and of a cotangent.
#include <chainrule/engine/formula.hpp>
#include <chainrule/engine/name_text.hpp>
#include <chainrule/engine/number_text.hpp>
#include <chainrule/graphs/nearest_name.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/definition.hpp>
#include <chainrule/tools/inspector.hpp>
#include <chainrule/tools/json_text.hpp>

#include <nlohmann/json.hpp>

namespace chainrule {

namespace {

constexpr std::size_t kNoteColumn = 28;
constexpr FormulaOptions kDefinition{.limit = 400};

/// The name in quotes, or the argument itself.
std::string unquoted(std::string_view argument) {
  if (!argument.starts_with('"')) return std::string(argument);
  const auto parsed = nlohmann::json::parse(argument, nullptr, false);
  if (!parsed.is_string()) throw InputError(fmt::format("{} is not a name in quotes", cut(argument, 60)));
  return parsed.get<std::string>();
}

/// All digits of few numbers, a glance at many.
std::string exact_text(std::span<const double> numbers, const Shape& shape) {
  constexpr std::size_t kMost = 64;
  if (numbers.size() > kMost) return numbers_text(numbers);
  const bool is_list = numbers.size() != shape.size();
  return tensor_text(numbers_of(numbers, shape, is_list ? std::optional(numbers.size() / shape.size()) : std::nullopt));
}

std::string_view role_text(Role role) {
  switch (role) {
    case Role::input:
      return "an input";
    case Role::parameter:
      return "a parameter";
    case Role::examples:
      return "the number of examples";
    default:
      return "a constant";
  }
}

}  // namespace

Inspector::Subject Inspector::subject(std::string_view argument) const {
  const std::string name = unquoted(argument);
  if (const auto node = labels_.find(name)) return {.node = *node};
  if (const auto node = node_of_cotangent(name)) return {.node = *node, .is_cotangent = true};
  NearestName nearest(name);
  for (const Graph::Naming& naming : graph_.names()) nearest.consider(naming.name);
  throw InputError(fmt::format("there is no node or cotangent {}{}", cut(chainrule::quoted(name), 60), nearest.hint()));
}

/// Of dz, dL/dz and d(L)/d(z).
std::optional<NodeId> Inspector::node_of_cotangent(std::string_view name) const {
  const std::string_view loss = labels_[*sweep_.loss()];
  const auto rest_after = [&](const std::string& start, std::string_view end) -> std::optional<NodeId> {
    if (!name.starts_with(start) || !name.ends_with(end) || name.size() < start.size() + end.size())
      return std::nullopt;
    return labels_.find(name.substr(start.size(), name.size() - start.size() - end.size()));
  };
  if (const auto node = rest_after("d", "")) return node;
  if (const auto node = rest_after(fmt::format("d{}/d", loss), "")) return node;
  return rest_after(fmt::format("d({})/d(", loss), ")");
}

std::vector<std::size_t> Inspector::contributions(NodeId node) const {
  std::vector<std::size_t> found;
  for (std::size_t index = 1; index <= trace_.size(); ++index) {
    const bool is_seed = trace_.phase(index) == Phase::seed && trace_.node(index) == node;
    if (is_seed || trace_.input(index) == node) found.push_back(index);
  }
  return found;
}

bool Inspector::is_known(NodeId node) const {
  const bool is_step = trace_.is_known_after(node, trace_.size());  // others are not needed for the loss
  return !is_step || trace_.is_known_after(node, position_);
}

std::string Inspector::value_line(NodeId node) const {
  if (!is_known(node)) return fmt::format("{}: not known yet\n", text_.name(node));
  return fmt::format("{} = {}\n", text_.name(node), exact_text(sweep_.primal_of(node), graph_.shape(node)));
}

std::string Inspector::cotangent_line(NodeId node) const {
  const std::span<const double> last = sweep_.cotangents(graph_.expr(node));  // throws if it was not asked for
  const std::string name = text_.cotangent(node);
  const std::string_view loss = labels_[*sweep_.loss()];
  if (!sweep_.has_cotangent(node))
    return fmt::format("{} = {}  ({} does not depend on it)\n", name, exact_text(last, graph_.shape(node)), loss);
  const auto present = trace_.cotangent_after(node, position_);
  if (!present) return fmt::format("{}: not known yet\n", name);
  const std::vector<std::size_t> steps = contributions(node);
  const auto seen = static_cast<std::size_t>(std::ranges::upper_bound(steps, position_) - steps.begin());
  const std::string state = seen == steps.size() ? "final" : fmt::format("{} of {} contributions", seen, steps.size());
  return fmt::format("{} = {}  ({})\n", name, exact_text(*present, graph_.shape(node)), state);
}

std::string Inspector::everything_known() const {
  constexpr std::size_t kMostLines = 100;
  std::string text;
  std::size_t lines = 0;
  const auto add = [&](const std::string& line) {
    if (++lines <= kMostLines) text += line;
  };
  for (const NodeId node : labels_.order())
    if (!graph_.name_of(node).empty() && is_known(node)) add(value_line(node));
  for (const NodeId node : labels_.order())
    if (sweep_.has_cotangent(node) && !graph_.name_of(node).empty() && trace_.cotangent_after(node, position_))
      add(cotangent_line(node));
  return lines > kMostLines ? text + fmt::format("... and {} more\n", lines - kMostLines) : text;
}

std::string Inspector::explain_value(NodeId node) const {
  const std::string name = text_.name(node);
  if (graph_.role(node) != Role::operation)
    return fmt::format("{} is {}: {}\n", name, role_text(graph_.role(node)), numbers_text(sweep_.primal_of(node)));
  const std::string own = formula(graph_, node, labels_, Dialect::display, kDefinition);
  const std::string indent(columns(name), ' ');
  if (!is_known(node)) return fmt::format("{} = {}\n{} = not known yet\n", name, own, indent);
  const std::string result = numbers_text(sweep_.primal_of(node));
  Definitions definitions(sweep_, labels_);
  if (!definitions.can_define(node, Depth::named)) return fmt::format("{} = {}\n{} = {}\n", name, own, indent, result);
  const Definition definition = definitions.define(node, Depth::named);
  const std::string book = reading_text(definition.value);
  const std::string note = book == own ? "" : fmt::format("{} = {}", own, book);
  return fmt::format("{}\n{} = {} = {}\n", beside(fmt::format("{} = {}", name, own), note, kNoteColumn), indent,
                     text_with_numbers(definition.value), result);
}

std::string Inspector::explain_contribution(const Step& step) const {
  const std::string place = fmt::format("[{}/{}] ", step.index, trace_.size());
  const std::string rule = fmt::format("  {}{}", place, text_.rule(step));
  const std::string indent(columns(place) + columns(text_.cotangent(step.input.value_or(step.node))) + 4, ' ');
  const std::string numbers = step.index <= position_ ? text_.numbers(step) : "= not known yet";
  if (step.phase == Phase::seed) return fmt::format("{}  (where the backward pass starts)\n", rule);
  return fmt::format("{}\n{}{}\n", beside(rule, text_.local(step), kNoteColumn + columns(place)), indent, numbers);
}

std::string Inspector::explain_cotangent(NodeId node) {
  static_cast<void>(sweep_.cotangents(graph_.expr(node)));  // throws if it was not asked for
  const std::string name = text_.cotangent(node);
  const std::string loss = text_.name(*sweep_.loss());
  std::string text =
      fmt::format("{} is d{}/d{}: how fast {} changes with {}\n", name, loss, text_.name(node), loss, text_.name(node));
  const std::vector<std::size_t> steps = contributions(node);
  for (const std::size_t index : steps) text += explain_contribution(trace_[index]);
  if (steps.size() > 1 || steps.empty()) text += "  " + cotangent_line(node);
  return text + derivation(node);
}

/// From what the chain rule wrote to the short form, each rewriting named.
std::string Inspector::derivation(NodeId node) {
  const std::optional<ShortForm> form = short_forms_.of(node);
  if (!form || form->derivation.steps.empty()) return {};
  std::string text = "in short\n";
  for (const Rewriting& step : form->derivation.steps)
    text += beside(fmt::format("  {} = {}", reading_text(step.before), reading_text(step.after)), step.rule, 52) + '\n';
  text += fmt::format("  {} = {}", text_.cotangent(node), form->text);
  const bool is_final = !contributions(node).empty() && contributions(node).back() <= position_;
  if (form->value && is_final)
    text += fmt::format(" = {}  {}", short_text(*form->value),
                        agrees(*form->value, sweep_.cotangent_of(node)[0]) ? "ok" : "differs");
  return form->condition.empty() ? text + '\n' : after(text, fmt::format("(where {})", form->condition), 6) + '\n';
}

}  // namespace chainrule
