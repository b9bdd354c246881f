// Lists a movement of elements.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/movement.hpp>

namespace chainrule::program {

inline Line line_of(const Movement& movement, const Wording& words) {
  return {.kind = "movement", .formula = words.formula(movement.result)};
}

}  // namespace chainrule::program
