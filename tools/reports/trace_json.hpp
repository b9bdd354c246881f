// A whole trace as JSON.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>

#include <string>

namespace chainrule {

/// {"steps": [{"index": 1, "phase": "forward", "node": "z", ...}, ...]} on one line. Nodes are named by their labels;
/// what does not apply to a step is null. Numbers are exact; with `lists`, those that differ per example are lists of
/// examples.
std::string trace_json(Stepper& stepper, bool lists);

}  // namespace chainrule
