// The choice among functions that a file has compiled for several CPU targets, by Highway, whose library is loaded for
// the first choice: it measures its clock whenever it is loaded, for 7 ms, which would be half of what a small program
// that links it takes to start.
//
// In the part of a file that is compiled once, CHAINRULE_EXPORT(name); makes the table of a function and
// CHAINRULE_DISPATCH(name) is its version for the CPU at hand: HWY_EXPORT and &HWY_DYNAMIC_DISPATCH but for the
// loading.
#pragma once

#include <hwy/highway.h>

namespace chainrule {

/// Highway's own choice, the only one of the process. Throws Error where the library is gone since this was built.
hwy::ChosenTarget& chosen_target();

}  // namespace chainrule

// By the choice's index: of no choice, of each target from the best on, of the one that every CPU has.
#define CHAINRULE_EXPORT(name)                                                                                       \
  static constexpr decltype(&HWY_STATIC_DISPATCH(name)) name##_by_target[] = {nullptr, HWY_CHOOSE_TARGET_LIST(name), \
                                                                              HWY_CHOOSE_FALLBACK(name)}
#define CHAINRULE_DISPATCH(name) (name##_by_target[chainrule::chosen_target().GetIndex()])
