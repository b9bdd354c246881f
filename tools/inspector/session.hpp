// The session that the inspector's commands work on.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>
#include <chainrule/tools/text/short_form.hpp>
#include <chainrule/tools/text/step_text.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace chainrule::inspector {

struct Session {
  /// `values` has the leaves' values.
  Session(const Sweep& values, const Expr& loss)
      : stepper(values.graph(), loss, values), short_forms(stepper.sweep()), text(stepper, &short_forms) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Stepper stepper;
  ShortForms short_forms;
  StepText text;
  std::vector<std::string> displays;         ///< references, as typed; removed ones are empty
  std::map<std::size_t, std::string> stops;  ///< breakpoints and watches in words, by number
  std::string stale_because;                 ///< why the cotangents that were known no longer are; empty if they are
  std::string repeatable;                    ///< what an empty line does
};

/// A command of the inspector. One that throws has changed nothing.
struct Command {
  /// The words that may stand behind it, for completion.
  enum class Takes : std::uint8_t { nothing, node, reference, place, phase, topic, leaf, command };

  std::string_view name;
  std::string_view abbreviation;
  std::string_view arguments;  ///< as the help shows them
  std::string_view summary;    ///< a line
  std::string_view details;    ///< more lines for `help COMMAND`
  Takes takes = Takes::nothing;
  bool repeats = false;  ///< an empty line does it again
  std::string (*run)(Session& session, std::string_view argument) = nullptr;
};

// Step back continue reverse-continue goto until run.
std::string do_step(Session& session, std::string_view argument);
std::string do_back(Session& session, std::string_view argument);
std::string do_continue(Session& session, std::string_view argument);
std::string do_reverse_continue(Session& session, std::string_view argument);
std::string do_goto(Session& session, std::string_view argument);
std::string do_until(Session& session, std::string_view argument);
std::string do_run(Session& session, std::string_view argument);
/// The step that led here, and what is displayed.
std::string here(Session& session);

// Where to stop.
std::string do_break(Session& session, std::string_view argument);
std::string do_watch(Session& session, std::string_view argument);
std::string do_delete(Session& session, std::string_view argument);

// The state at this place.
std::string do_print(Session& session, std::string_view argument);
std::string do_display(Session& session, std::string_view argument);
std::string do_undisplay(Session& session, std::string_view argument);
std::string do_list(Session& session, std::string_view argument);
std::string do_info(Session& session, std::string_view argument);
std::string do_diff(Session& session, std::string_view argument);
/// The displays after every stop.
std::string displayed(Session& session);
/// "dz = -0.475021  (final)"
std::string known_text(Session& session, std::string_view reference);

// Why.
std::string do_explain(Session& session, std::string_view argument);
std::string do_doctor(Session& session, std::string_view argument);
std::string do_path(Session& session, std::string_view argument);
std::string do_check(Session& session, std::string_view argument);
std::string do_dot(Session& session, std::string_view argument);

// Other numbers.
std::string do_set(Session& session, std::string_view argument);
std::string do_update(Session& session, std::string_view argument);

}  // namespace chainrule::inspector
