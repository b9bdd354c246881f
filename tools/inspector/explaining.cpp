// How a value or a cotangent comes about.
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/tools/doctor/report.hpp>
#include <chainrule/tools/explain/explanation.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/columns.hpp>
#include <chainrule/tools/text/definition.hpp>

#include <fmt/format.h>

namespace chainrule::inspector {

namespace {

constexpr std::size_t kNoteColumn = 28;
constexpr FormulaOptions kDefinition{.limit = 400};

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

std::string explain_value(Session& session, NodeId node) {
  Stepper& stepper = session.stepper;
  const Graph& graph = stepper.graph();
  const std::string name = session.text.name(node);
  const auto value = stepper.value(node);
  const std::string result = value ? summary_text(*value, graph.shape(node)) : "not known yet";
  if (graph.role(node) != Role::operation)
    return fmt::format("{} is {}: {}\n", name, role_text(graph.role(node)), result);
  const std::string own = formula(graph, node, stepper.labels(), Dialect::display, kDefinition);
  const std::string indent(columns(name), ' ');
  Definitions definitions(stepper.sweep(), stepper.labels());
  if (!value || !definitions.can_define(node, Depth::named))
    return fmt::format("{} = {}\n{} = {}\n", name, own, indent, result);
  const Definition definition = definitions.define(node, Depth::named);
  const std::string book = reading_text(definition.value);
  const std::string note = book == own ? "" : fmt::format("{} = {}", own, book);
  return fmt::format("{}\n{} = {} = {}\n", beside(fmt::format("{} = {}", name, own), note, kNoteColumn), indent,
                     text_with_numbers(definition.value), result);
}

std::string explain_contribution(Session& session, std::size_t index) {
  Stepper& stepper = session.stepper;
  const Step step = stepper.step(index);
  const std::string place = fmt::format("[{}/{}] ", index, stepper.size());
  const std::string rule = fmt::format("  {}{}", place, session.text.rule(index));
  if (step.phase == Phase::seed) return fmt::format("{}  (where the backward pass starts)\n", rule);
  const std::string indent(columns(place) + columns(session.text.cotangent(*step.input)) + 4, ' ');
  const std::string numbers = index <= stepper.position() ? session.text.numbers(step) : "= not known yet";
  return fmt::format("{}\n{}\n",
                     beside(folded(rule, indent.size() + 2), session.text.local(step), kNoteColumn + columns(place)),
                     folded(indent + numbers, indent.size() + 2));
}

/// All there is to say, once the cotangent is final.
std::string in_full(Session& session, NodeId node) {
  Derivations derivations(session.stepper.sweep());
  return document_text(explanation_document(derivations, explain(derivations, {node}), Language::english));
}

/// As far as it is known here.
std::string explain_cotangent(Session& session, NodeId node) {
  constexpr std::size_t kMost = 8;
  Stepper& stepper = session.stepper;
  static_cast<void>(stepper.sweep().cotangents(stepper.graph().expr(node)));  // throws if it was not asked for
  const std::string name = session.text.name(node), loss = session.text.name(stepper.loss());
  std::string text =
      fmt::format("{} is d{}/d{}: how fast {} changes with {}\n", session.text.cotangent(node), loss, name, loss, name);
  const std::size_t begin = stepper.first_step(stepper.pass(stepper.position())) - 1;
  const std::span<const std::uint32_t> steps = stepper.trace().contributions(node);
  for (const std::uint32_t step : steps.first(std::min(steps.size(), kMost)))
    text += explain_contribution(session, begin + step);
  if (steps.size() > kMost) text += fmt::format("  ... and {} more contributions\n", steps.size() - kMost);
  if (steps.size() != 1) {
    const std::string label = cotangent_label(stepper.labels(), node, stepper.loss());
    text += "  " + known_text(session, label);
  }
  return text;
}

}  // namespace

std::string do_explain(Session& session, std::string_view argument) {
  if (argument.empty()) throw InputError("explain needs a name: z or dz, say");
  const Reference asked = find_reference(session.stepper, argument);
  if (asked.element) throw InputError("explain a node or its cotangent, not one number of it");
  Stepper& stepper = session.stepper;
  const std::string value = asked.is_cotangent ? std::string() : explain_value(session, asked.node);
  const bool is_final = stepper.total(asked.node) > 0 && stepper.seen(asked.node) == stepper.total(asked.node);
  if (is_final) return value + in_full(session, asked.node);
  if (!asked.is_cotangent && !stepper.sweep().has_cotangent(asked.node)) return value;
  return value + explain_cotangent(session, asked.node);
}

std::string do_doctor(Session& session, std::string_view argument) {
  expect_nothing("doctor", argument);
  const Sweep& sweep = session.stepper.sweep();
  return diagnosis_text(diagnose(sweep), sweep, session.stepper.labels());
}

}  // namespace chainrule::inspector
