// Lists a value and partials.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/value_and_partials.hpp>

#include <utility>

namespace chainrule::program {

inline Line line_of(const ValueAndPartials& instruction, const Wording& words) {
  const NodeId value = instruction.results[0];
  std::string text = words.formula(value);
  for (const std::uint8_t by : instruction.by)
    text += ", " + partial_formula(words.graph(), value, by, words.labels(), Dialect::display, Form::computed);
  return {.kind = "value and partials", .formula = std::move(text)};
}

}  // namespace chainrule::program
