#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/source/nearest_name.hpp>
#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/condition.hpp>
#include <chainrule/tools/inspector/words.hpp>
#include <chainrule/tools/text/columns.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace chainrule::inspector {

namespace {

std::string do_help(Session&, std::string_view argument) { return help(argument); }

std::string do_quit(Session&, std::string_view argument) {
  expect_nothing("quit", argument);
  return {};
}

using Takes = Command::Takes;

constexpr std::array kCommands{
    Command{"step", "s", "[N]", "do the next step, or the next N", "Breakpoints and watches stop it.\n", Takes::nothing,
            true, do_step},
    Command{"back", "rs", "[N]", "undo the last step, or the last N", "reverse-step, in gdb's words.\n", Takes::nothing,
            true, do_back},
    Command{"continue", "c", "", "to the next stop, or the end; or back so", "", Takes::nothing, true, do_continue},
    Command{"reverse-continue", "rc", "", "to the last breakpoint or watch, or to the beginning", "", Takes::nothing,
            true, do_reverse_continue},
    Command{"goto", "g", "N", "to just after step N; 0 is the beginning", "Nothing stops it on the way.\n",
            Takes::nothing, false, do_goto},
    Command{"until", "u", "NAME", "to the next step that gives NAME a number",
            "A node: its value, or a contribution to its cotangent. A cotangent (dz): a\ncontribution.\n",
            Takes::reference, true, do_until},
    Command{"run", "r", "PHASE", "to the end of forward, backward or update",
            "After an update, `run forward` begins another pass with the new parameters.\n", Takes::phase, false,
            do_run},
    Command{"break", "b", "PLACE [if CONDITION]", "stop at a node, op:NAME or phase:NAME",
            "At a node: at its value and at contributions to its cotangent; at dz: at the\nlatter alone. `break if "
            "CONDITION` looks at every step.\n",
            Takes::place, false, do_break},
    Command{"watch", "w", "NAME", "stop where a value or a cotangent changes",
            "z: its value or its cotangent; dz; W[0,2]: one number of a tensor.\n", Takes::reference, false, do_watch},
    Command{"delete", "d", "[N]", "a breakpoint or watch, or all", "", Takes::nothing, false, do_delete},
    Command{"print", "p", "[NAME]", "a value or a cotangent; all that is known",
            "z, dz, dL/dz, t3, \"any name\", W[0,2], dW[0,2]. With examples, the first index is\nthe example's; all "
            "count from 0.\n",
            Takes::reference, true, do_print},
    Command{"display", "disp", "[NAME]", "print it after every stop",
            "`undisplay N` stops that, `undisplay` stops all.\n", Takes::reference, false, do_display},
    Command{"undisplay", "undisp", "[N]", "display N no longer; without N none", "", Takes::nothing, false,
            do_undisplay},
    Command{"list", "l", "[N]", "the steps around here, or around step N", "", Takes::nothing, true, do_list},
    Command{"info", "i", "TOPIC [FROM]", "nodes, steps, breaks or watches", "", Takes::topic, true, do_info},
    Command{"explain", "e", "NAME", "how a value or a cotangent comes about", "", Takes::reference, false, do_explain},
    Command{"doctor", "", "", "what goes wrong, and what to do about it",
            "Of the whole pass, wherever this place is in it.\n", Takes::nothing, false, do_doctor},
    Command{"path", "", "A B [COUNT]", "all paths, their products, and their sum",
            "Eight of them, or COUNT. There may be more than can be walked: they are counted\nand summed without.\n",
            Takes::node, false, do_path},
    Command{"diff", "", "N M", "what differs after step N and after step M", "", Takes::nothing, false, do_diff},
    Command{"check", "", "[NODE ...]", "the gradient against finite differences", "", Takes::node, false, do_check},
    Command{"set", "", "NAME=VALUE", "give an input or parameter another value",
            "W=[[1,2],[3,4]] for a tensor. Values are computed again; cotangents that were\nknown are stale, so the "
            "place is then before the backward pass.\n",
            Takes::leaf, false, do_set},
    Command{"update", "", "alpha=A", "parameter := parameter - A * cotangent", "", Takes::nothing, false, do_update},
    Command{"dot", "", "FILE", "draw this moment: .svg, .png, .pdf or .dot", "", Takes::nothing, false, do_dot},
    Command{"help", "h", "[COMMAND]", "more about a command; quit, q: leave", "", Takes::command, false, do_help},
    Command{"quit", "q", "", "leave", "", Takes::nothing, false, do_quit},
};

bool is_listed_with_another(const Command& command) {
  return command.run == do_back || command.run == do_reverse_continue || command.run == do_undisplay ||
         command.run == do_quit;
}

std::string usage(const Command& command) {
  std::string text(command.name);
  if (!command.abbreviation.empty()) text += fmt::format(", {}", command.abbreviation);
  if (!command.arguments.empty()) text += fmt::format(" {}", command.arguments);
  return text;
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command& find_command(std::string_view name) {
  const Command* found = nullptr;
  std::vector<std::string_view> candidates;
  NearestName nearest(name);
  for (const Command& command : kCommands) {
    if (command.name == name || (!name.empty() && command.abbreviation == name)) return command;
    if (command.name.starts_with(name)) candidates.push_back((found = &command)->name);
    nearest.consider(command.name);
  }
  if (candidates.size() == 1) return *found;
  if (candidates.size() > 1 && !name.empty())
    throw InputError(fmt::format("{} may be {}", in_quotes(name), fmt::join(candidates, ", ")));
  throw InputError(fmt::format("there is no command {}{}; help lists them", in_quotes(name), nearest.hint()));
}

std::string help(std::string_view name) {
  if (!name.empty()) {
    const Command& command = find_command(name);
    std::string text = fmt::format("{}\n  {}\n{}", usage(command), command.summary, command.details);
    if (command.run == do_break) text += kConditionHelp;
    return text;
  }
  // With the prompt, this is to fit a screen of 24 lines of 80 columns.
  constexpr std::size_t kColumn = 35;
  std::string text;
  for (const Command& command : kCommands) {
    if (is_listed_with_another(command)) continue;
    std::string first = usage(command);
    if (command.run == do_step) first = "step, s [N]; back, rs [N]";
    if (command.run == do_continue) first = "continue, c; reverse-continue, rc";
    const std::string_view summary = command.run == do_step ? "do the next N steps, or undo the last" : command.summary;
    text += beside(first, std::string(summary), kColumn) + '\n';
  }
  return text;
}

}  // namespace chainrule::inspector
