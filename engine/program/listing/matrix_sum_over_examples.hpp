// Lists a sum over the examples of a product of matrices.
#pragma once

#include <chainrule/engine/program/listing/line.hpp>
#include <chainrule/engine/program/listing/matrix_product.hpp>
#include <chainrule/engine/program/select/matrix_sum_over_examples.hpp>

#include <fmt/format.h>

namespace chainrule::program {

inline Line line_of(const MatrixSumOverExamples& sum, const Wording& words) {
  const Graph& graph = words.graph();
  const NodeId a = sum.operands[0], b = sum.operands[1];
  return {.kind = "matrix sum",
          .formula = fmt::format("{}({}({}, {})){}", graph.op(sum.result).name, sum.op->name, words.label(a),
                                 words.label(b), extent_text(sum.needed, graph.shape(sum.result))),
          .operations = 2 * words.terms_of_product(a),
          .writes = false};
}

}  // namespace chainrule::program
