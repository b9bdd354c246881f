// Lists a product of three.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/product_of_three.hpp>

#include <fmt/format.h>

namespace chainrule::program {

inline Line line_of(const ProductOfThree& product, const Wording& words) {
  const auto [a, b, c] = product.operands;
  return {.kind = "product of three",
          .formula = fmt::format("{}*{}*{}", words.label(a), words.label(b), words.label(c)),
          .operations = 2};
}

}  // namespace chainrule::program
