// Lists a value.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/value.hpp>

namespace chainrule::program {

inline Line line_of(const Value& value, const Wording& words) {
  return {.kind = "value", .formula = words.formula(value.result)};
}

}  // namespace chainrule::program
