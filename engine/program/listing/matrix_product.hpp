// Lists a product of matrices.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/select/matrix_product.hpp>

#include <fmt/format.h>

namespace chainrule::program {

/// How much of a matrix counts, if it is not all of it.
inline std::string extent_text(std::span<const Rectangle> rectangles, const Shape& matrix) {
  if (rectangles.empty()) return "";
  return fmt::format(" ({} of {} elements)", elements_of(rectangles), matrix.size());
}

inline Line line_of(const MatrixProduct& product, const Wording& words) {
  const NodeId a = product.operands[0], b = product.operands[1];
  std::string text = words.formula(product.result);
  if (product.has_offsets())
    text = fmt::format("{}({}, {}) {} {}", product.op->name, words.label(a), words.label(b),
                       words.graph().op(product.result).symbol, words.label(product.operands[2]));
  return {.kind = "matrix product",
          .formula = text + extent_text(product.without_zeros, words.graph().shape(b)),
          .operations = 2 * words.terms_of_product(a)};
}

}  // namespace chainrule::program
