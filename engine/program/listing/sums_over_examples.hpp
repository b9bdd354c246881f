// Lists sums over examples.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/sums_over_examples.hpp>

#include <fmt/format.h>
#include <utility>

namespace chainrule::program {

inline Line line_of(const SumsOverExamples& sums, const Wording& words) {
  std::string text;
  for (std::size_t i = 0; i < sums.results.size(); ++i)
    text += fmt::format("{}{}({})", i == 0 ? "" : ", ", words.graph().op(sums.results[i]).name,
                        words.product(std::span(sums.operands).subspan(2 * i, 2)));
  return {.kind = "sums over examples", .formula = std::move(text), .operations = 2, .writes = false};
}

}  // namespace chainrule::program
