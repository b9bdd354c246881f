// Lists a sum along axes.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/sum_of_elements.hpp>

#include <fmt/format.h>

namespace chainrule::program {

inline Line line_of(const SumOfElements& sum, const Wording& words) {
  const bool is_of_product = sum.operands.size() == 2;
  return {.kind = "sum of elements",
          .formula = is_of_product ? fmt::format("{}({})", sum.op->name, words.product(sum.operands))
                                   : words.formula(sum.result)};
}

}  // namespace chainrule::program
