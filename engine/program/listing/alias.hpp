// Lists an alias.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/alias.hpp>

namespace chainrule::program {

inline Line line_of(const Alias& alias, const Wording& words) {
  return {.kind = "alias", .formula = words.formula(alias.result), .operations = 0, .reads = false, .writes = false};
}

}  // namespace chainrule::program
