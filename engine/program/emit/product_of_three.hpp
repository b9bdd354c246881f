// Emits a product of three.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/select/product_of_three.hpp>

namespace chainrule::program {

template <class Real> void emit(const ProductOfThree& product, Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const std::size_t count = emitter.shape(product.result).size() * places.numbers_per_element(product.result);
  Record<Real> record;
  record.execute = emitter.kernels().product_of_three_in_vectors;
  record.out = places.address(product.result);
  record.count = places.whole_lines(product.result, count);
  emitter.append(record, product.result, {.nodes = product.operands});
}

}  // namespace chainrule::program
