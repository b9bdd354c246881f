// Lists a sum of products.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/sum_of_products.hpp>

#include <utility>

namespace chainrule::program {

inline Line line_of(const SumOfProducts& sum, const Wording& words) {
  std::string text;
  for (std::size_t i = 0; i < sum.terms(); ++i)
    text += (i == 0 ? "" : " + ") + words.product(std::span(sum.operands).subspan(2 * i, 2));
  return {.kind = "sum of products", .formula = std::move(text), .operations = sum.operands.size()};
}

}  // namespace chainrule::program
