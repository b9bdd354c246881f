// Lists a structural op, or two of the same operand.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/structural.hpp>

#include <utility>

namespace chainrule::program {

inline Line line_of(const Structural& instruction, const Wording& words) {
  std::string text;
  for (const NodeId result : instruction.results) text += (text.empty() ? "" : ", ") + words.formula(result);
  return {.kind = "kernel", .formula = std::move(text)};
}

}  // namespace chainrule::program
