// Emits a value.
#pragma once

#include <chainrule/engine/program/emit/elementwise.hpp>
#include <chainrule/engine/program/execute/value.hpp>
#include <chainrule/engine/program/select/value.hpp>

namespace chainrule::program {

template <class Real> void emit(const Value& value, Emitter<Real>& emitter) {
  ElementwiseRecord<Real> record(emitter, *value.op, value.result, value.operands);
  if (const Execute<Real> at_once = record.kernels_at_once().value) return record.append(at_once);
  const ForwardKernel<Real> kernel = emitter.kernels().forward_of(*value.op);
  if (record.is_one_run())
    record.append_task(ValueTask<Real>{kernel});
  else
    record.append_task(ValueInRunsTask<Real>{kernel, record.runs()});
}

}  // namespace chainrule::program
