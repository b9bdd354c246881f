// Commands that say where to stop.
#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/tools/inspector/condition.hpp>
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <fmt/format.h>

namespace chainrule::inspector {

namespace {

/// The op, if a step applies it or its derivative.
const OpInfo& find_op(const Stepper& stepper, std::string_view name) {
  NearestName nearest(name);
  for (const OpInfo* op : ops_of(stepper)) {
    if (op->name == name) return *op;
    nearest.consider(op->name);
  }
  throw InputError(fmt::format("the graph has no op {}{}", in_quotes(name), nearest.hint()));
}

Phase find_phase(std::string_view name) {
  for (const Phase phase : {Phase::forward, Phase::seed, Phase::backward, Phase::update})
    if (name == to_text(phase)) return phase;
  throw InputError(fmt::format("there is no phase {}: they are forward, seed, backward and update", in_quotes(name)));
}

Stops::Condition and_of_cotangents(Stops::Condition condition) {
  return [condition = std::move(condition)](const Step& step) {
    const bool is_of_cotangent = step.phase == Phase::seed || step.phase == Phase::backward;
    return is_of_cotangent && (!condition || condition(step));
  };
}

std::size_t break_at(Stepper& stepper, std::string_view place, Stops::Condition condition) {
  if (place.empty()) return stepper.break_on(std::move(condition));
  if (place.starts_with("op:")) return stepper.break_on(find_op(stepper, place.substr(3)), std::move(condition));
  if (place.starts_with("phase:")) return stepper.break_on(find_phase(place.substr(6)), std::move(condition));
  const Reference reference = find_reference(stepper, place);
  if (reference.element)
    throw InputError("a breakpoint is at a node, not at one number of it: use a condition, or watch");
  const Expr node = stepper.graph().expr(reference.node);
  if (!reference.is_cotangent) return stepper.break_on(node, std::move(condition));
  return stepper.break_on(node, and_of_cotangents(std::move(condition)));
}

}  // namespace

std::string do_break(Session& session, std::string_view argument) {
  if (argument.empty()) throw InputError("break where? A node, op:NAME, phase:NAME, or: if CONDITION");
  std::string_view rest = argument;
  std::string_view place = take_word(rest);
  Stops::Condition condition;
  if (place == "if") {
    condition = read_condition(session.stepper, rest);
    place = {};
  } else if (!rest.empty()) {
    if (take_word(rest) != "if") throw InputError(fmt::format("break {}: expected `if` behind it", place));
    condition = read_condition(session.stepper, rest);
  }
  const std::size_t number = break_at(session.stepper, place, std::move(condition));
  session.stops[number] = std::string(argument);
  return fmt::format("breakpoint {}: {}\n", number, argument);
}

std::string do_watch(Session& session, std::string_view argument) {
  const Reference reference = find_reference(session.stepper, argument);
  Stepper& stepper = session.stepper;
  const Expr node = stepper.graph().expr(reference.node);
  const std::size_t number = reference.is_cotangent ? stepper.watch_cotangent(node, reference.element)
                                                    : stepper.watch(node, reference.element);
  session.stops[number] = std::string(argument);
  return fmt::format("watch {}: stops where {} changes\n", number, argument);
}

std::string do_delete(Session& session, std::string_view argument) {
  if (argument.empty()) {
    session.stepper.clear_stops();
    session.stops.clear();
    return "no breakpoints and no watches are left\n";
  }
  const std::size_t number = parse_count(argument);
  session.stepper.erase(number);
  session.stops.erase(number);
  return {};
}

}  // namespace chainrule::inspector
