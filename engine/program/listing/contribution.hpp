// Lists a contribution, or a partial alone.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/contribution.hpp>

#include <fmt/format.h>

namespace chainrule::program {

inline std::string contribution_text(const Contribution& edge, const Wording& words) {
  const OpFormulas formulas = op_formulas(*edge.op, Dialect::display, Form::computed);
  std::string text = edge.cotangent() == kNoOperand ? "" : words.label(edge.cotangent()) + " * ";
  text += formulas.partials[edge.by] + " where";
  for (std::size_t i = 0; i < edge.op->args.size(); ++i)
    if (edge.operands[i] != kNoOperand)
      text += fmt::format(" {} = {}", edge.op->args[i], words.label(edge.operands[i]));
  if (edge.value() != kNoOperand) text += fmt::format(" {} = {}", edge.op->result, words.label(edge.value()));
  return text;
}

inline Line line_of(const Contribution& edge, const Wording& words) {
  return {.kind = edge.cotangent() == kNoOperand ? "partial" : "contribution",
          .formula = contribution_text(edge, words),
          .operations = 2};
}

}  // namespace chainrule::program
