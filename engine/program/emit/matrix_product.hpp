// Emits a product of matrices.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/emit/matrix_factors.hpp>
#include <chainrule/engine/program/select/matrix_product.hpp>

namespace chainrule::program {

/// The first two operands.
template <class Real> MatrixFactors matrix_factors(std::span<const NodeId> operands, const Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const NodeId a = operands[0], b = operands[1];
  return MatrixFactors(emitter.shape(a), places.per_example(a), emitter.shape(b), places.per_example(b),
                       places.block_size());
}

template <class Real> Multiplier<Real> multiplier(const Emitter<Real>& emitter) {
  return {.kernel = emitter.kernels().multiply, .multiply_large = emitter.places().multiply_large()};
}

/// out[element] = Σ a[element, k]·b[element, k], where both factors differ per example.
template <class Real>
ProductPerExampleTask<Real> product_per_example(const MatrixExtents& extents, const Emitter<Real>& emitter) {
  const std::size_t block_size = emitter.places().block_size();
  ProductPerExampleTask<Real> task{
      .kernel = emitter.kernels().sum_of_products, .terms = extents.inner, .offsets = {}, .gate = {}};
  extents.for_each_element([&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < extents.inner; ++k)
      task.offsets.push_back({(a + k) * block_size, (b + k * extents.columns) * block_size});
  });
  return task;
}

template <class Real> void emit(const MatrixProduct& product, Emitter<Real>& emitter) {
  const MatrixFactors factors = matrix_factors(product.operands, emitter);
  const OperandList<Real> operands{.nodes = product.operands};
  Record<Real> record;
  record.out = emitter.places().address(product.result);
  if (factors.are_per_example()) {
    record.count = emitter.places().block_size();
    ProductPerExampleTask<Real> task = product_per_example(factors.extents(), emitter);
    task.gate = product.gate;
    return emitter.append_task(std::move(task), record, product.result, operands);
  }
  emitter.append_task(MatrixProductTask<Real>{.multiply = multiplier(emitter),
                                              .add_up = emitter.kernels().add_up,
                                              .products = factors.products(product.without_zeros),
                                              .gate = product.gate,
                                              .subtracts_offsets = emitter.graph().op(product.result).arithmetic ==
                                                                   Arithmetic::subtract},
                      record, product.result, operands);
}

}  // namespace chainrule::program
