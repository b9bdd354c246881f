// Emits a sum along axes.
#pragma once

#include <chainrule/engine/program/emit/structural.hpp>
#include <chainrule/engine/program/execute/sum_of_elements.hpp>
#include <chainrule/engine/program/select/sum_of_elements.hpp>

namespace chainrule::program {

template <class Real> void emit(const SumOfElements& sum, Emitter<Real>& emitter) {
  const Shape& shape = emitter.shape(sum.operands[0]);
  const Shape kept = sum.op->kept_shape(shape, emitter.graph().attributes(sum.result));
  SummedRuns runs = plan_sum(shape, kept, emitter.places().numbers_per_element(sum.result));
  if (runs.terms == 0) return emit(Structural{.results = {sum.result}, .operands = sum.operands}, emitter);
  Record<Real> record;
  record.out = emitter.places().address(sum.result);
  const OperandList<Real> operands{.nodes = sum.operands};
  if (runs.length == 1 && runs.are_neighbours)
    emitter.append_task(TotalsTask<Real>{emitter.kernels().add_up, std::move(runs)}, record, sum.result, operands);
  else
    emitter.append_task(SumOfElementsTask<Real>{emitter.kernels().sum_of_products, std::move(runs)}, record, sum.result,
                        operands);
}

}  // namespace chainrule::program
