// Commands that go to other steps.
#include <chainrule/tools/inspector/reference.hpp>
#include <chainrule/tools/inspector/session.hpp>
#include <chainrule/tools/inspector/words.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace chainrule::inspector {

namespace {

constexpr std::size_t kMostShown = 5;  // steps that are shown one by one

std::size_t count_of(std::string_view argument) { return argument.empty() ? 1 : parse_count(argument); }

bool all_finite(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

/// Said once, where it first goes wrong: the step's result is not finite although what it read is.
std::string warning(Session& session, std::size_t index) {
  const Step step = session.stepper.step(index);
  const bool was_finite =
      std::ranges::all_of(step.reads, [](const ReadValue& each) { return all_finite(each.value); }) &&
      all_finite(step.upstream) && all_finite(step.before);
  const std::vector<double>& result = step.phase == Phase::forward ? step.value : step.after;
  if (!was_finite || all_finite(result)) return {};
  const std::string name =
      step.phase == Phase::backward ? session.text.cotangent(*step.input) : session.text.name(step.node);
  return fmt::format("  {} is not finite, and it begins here: doctor says why, and what to do\n", name);
}

std::string shown_step(Session& session, std::size_t index) {
  return session.text.whole(index) + warning(session, index);
}

std::string stop_text(Session& session, const Stop& stop) {
  if (stop.reason == Stop::Reason::interrupted) return "interrupted\n";
  const std::vector<Watch>& watches = session.stepper.stops().watches();
  std::string text;
  for (const std::size_t number : stop.numbers) {
    const bool is_watch = std::ranges::find(watches, number, &Watch::number) != watches.end();
    text += fmt::format("{} {}: {}\n", is_watch ? "watch" : "breakpoint", number, session.stops[number]);
  }
  return text;
}

/// Done once the first of the new backward pass is.
void forget_staleness(Session& session) {
  if (session.stepper.position() > session.stepper.trace().forward_steps()) session.stale_because.clear();
}

std::string arrived(Session& session, const Stop& stop) {
  forget_staleness(session);
  return stop_text(session, stop) + here(session);
}

}  // namespace

std::string here(Session& session) {
  const std::size_t position = session.stepper.position();
  if (position == 0)
    return fmt::format("[0/{}] the beginning: only inputs and parameters are known\n", session.stepper.size()) +
           displayed(session);
  return shown_step(session, position) + displayed(session);
}

std::string do_step(Session& session, std::string_view argument) {
  Stepper& stepper = session.stepper;
  const std::size_t count = count_of(argument);
  const std::size_t left = stepper.size() - stepper.position();
  if (left == 0 && count > 0) {
    const std::string more = stepper.phase(stepper.size()) == Phase::update ? "; run forward begins another pass" : "";
    throw InputError(fmt::format("this is the end: all {} are done{}", counted(left + stepper.size(), "step"), more));
  }
  if (count > left) throw InputError(fmt::format("only {} left to do, not {}", counted(left, "step"), count));
  const std::size_t begin = stepper.position();
  const Stop stop = stepper.go_to(begin + count);
  std::string text;
  if (stepper.position() - begin <= kMostShown)
    for (std::size_t index = begin + 1; index < stepper.position(); ++index) text += shown_step(session, index);
  return text + arrived(session, stop);
}

std::string do_back(Session& session, std::string_view argument) {
  Stepper& stepper = session.stepper;
  const std::size_t count = count_of(argument);
  if (stepper.position() == 0 && count > 0) throw InputError("this is the beginning: there is no step to undo");
  if (count > stepper.position())
    throw InputError(fmt::format("only {} to undo, not {}", counted(stepper.position(), "step"), count));
  if (count == 0) return {};
  return arrived(session, stepper.go_to(stepper.position() - count));
}

std::string do_continue(Session& session, std::string_view argument) {
  expect_nothing("continue", argument);
  return arrived(session, session.stepper.go_on());
}

std::string do_reverse_continue(Session& session, std::string_view argument) {
  expect_nothing("reverse-continue", argument);
  return arrived(session, session.stepper.go_back());
}

std::string do_goto(Session& session, std::string_view argument) {
  if (argument.empty()) throw InputError("goto needs the number of a step");
  session.stepper.seek(parse_count(argument));
  forget_staleness(session);
  return here(session);
}

std::string do_until(Session& session, std::string_view argument) {
  const Reference wanted = find_reference(session.stepper, argument);
  if (wanted.element) throw InputError("until goes to a node or its cotangent, not to one number of it");
  const std::optional<Phase> phase = wanted.is_cotangent ? std::optional(Phase::backward) : std::nullopt;
  return arrived(session, session.stepper.until(session.stepper.graph().expr(wanted.node), phase));
}

std::string do_run(Session& session, std::string_view argument) {
  Stepper& stepper = session.stepper;
  for (const Phase phase : {Phase::forward, Phase::backward, Phase::update}) {
    if (argument.empty() || argument != to_text(phase)) continue;
    const bool is_updated = stepper.is_at_end() && stepper.is_outdated();
    if (is_updated && phase != Phase::update) stepper.another_pass();
    return arrived(session, stepper.run(phase));
  }
  throw InputError("run forward, run backward or run update: to the end of that phase");
}

}  // namespace chainrule::inspector
