// Conditions of breakpoints: |d| < 1e-6, value is nan.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>

#include <functional>
#include <string_view>

namespace chainrule::inspector {

/// The grammar, as `help break` tells it.
extern const std::string_view kConditionHelp;

/// Reads a condition. What is not known at a step makes comparisons with it false. InputError, which says what was
/// expected where. The stepper must outlive the result.
std::function<bool(const Step&)> read_condition(Stepper& stepper, std::string_view text);

}  // namespace chainrule::inspector
