// Emits a contribution.
#pragma once

#include <chainrule/engine/program/emit/elementwise.hpp>
#include <chainrule/engine/program/execute/contribution.hpp>
#include <chainrule/engine/program/select/contribution.hpp>

namespace chainrule::program {

template <class Real> void emit(const Contribution& edge, Emitter<Real>& emitter) {
  ElementwiseRecord<Real> record(emitter, *edge.op, edge.result, edge.operands);
  if (const Execute<Real> at_once = record.kernels_at_once().contribution[edge.by]) return record.append(at_once);
  const ContributionTask<Real> one{emitter.kernels().contribution_of(*edge.op), edge.by};
  if (record.is_one_run())
    record.append_task(one);
  else
    record.append_task(ContributionInRunsTask<Real>{one, record.runs()});
}

}  // namespace chainrule::program
