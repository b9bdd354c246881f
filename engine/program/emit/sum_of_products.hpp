// Emits a sum of products.
#pragma once

#include <chainrule/engine/program/emit/elementwise.hpp>
#include <chainrule/engine/program/execute/sum_of_products.hpp>
#include <chainrule/engine/program/select/sum_of_products.hpp>

namespace chainrule::program {

template <class Real> void emit(const SumOfProducts& sum, Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const std::size_t count = emitter.shape(sum.result).size() * places.numbers_per_element(sum.result);
  const auto steps = [&](NodeId factor) {
    return factor != kNoOperand && (places.per_example(factor) || !emitter.shape(factor).is_scalar());
  };
  std::vector<std::size_t> strides;
  for (const NodeId factor : sum.operands) strides.push_back(steps(factor) ? 1 : 0);
  Record<Real> record;
  record.out = places.address(sum.result);
  record.count = places.whole_lines(sum.result, count);
  OperandList<Real> factors{.nodes = sum.operands, .strides = strides};
  const auto& in_vectors = emitter.kernels().sum_of_products_in_vectors;
  const bool is_single = emitter.shape(sum.result).is_scalar() && !places.per_example(sum.result);
  if (!is_single && are_vectors(sum.operands, strides) && sum.terms() < in_vectors.size()) {
    record.execute = in_vectors[sum.terms()];
    return emitter.append(record, sum.result, factors);
  }
  factors.absent = OperandList<Real>::kNoData;
  if (is_single) {
    record.execute = &execute_single_sum_of_products<Real>;
    emitter.append(record, sum.result, factors);
  } else {
    emitter.append_task(SumOfProductsTask<Real>{emitter.kernels().sum_of_products}, record, sum.result, factors);
  }
}

}  // namespace chainrule::program
