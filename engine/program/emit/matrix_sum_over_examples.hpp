// Emits a sum over the examples of a product of matrices.
#pragma once

#include <chainrule/engine/program/emit/matrix_product.hpp>
#include <chainrule/engine/program/execute/matrix_sum_over_examples.hpp>
#include <chainrule/engine/program/select/matrix_sum_over_examples.hpp>

namespace chainrule::program {

template <class Real> void emit(const MatrixSumOverExamples& sum, Emitter<Real>& emitter) {
  Record<Real> record;
  record.out = emitter.places().partial_sums(sum.result);
  emitter.append_task(
      MatrixSumTask<Real>{.multiply = multiplier(emitter),
                          .add_up = emitter.kernels().add_up,
                          .products = matrix_factors(sum.operands, emitter).sum_over_examples(sum.needed),
                          .gate = sum.gate,
                          .is_first = emitter.places().is_first_block()},
      record, sum.result, {.nodes = sum.operands});
}

}  // namespace chainrule::program
