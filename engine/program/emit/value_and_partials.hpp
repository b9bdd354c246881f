// Emits a value and partials.
#pragma once

#include <chainrule/engine/program/emit/contribution.hpp>
#include <chainrule/engine/program/emit/value.hpp>
#include <chainrule/engine/program/execute/value_and_partials.hpp>
#include <chainrule/engine/program/select/value_and_partials.hpp>

namespace chainrule::program {

/// The results in the order in which a kernel has them: the value, then the partials in the order of the operands.
template <class Real> struct OrderedResults {
  ResultAddresses<Real> out{};
  std::size_t count = 0;
  std::uint32_t wanted = 0;  ///< bit i: the partial by operand i

  OrderedResults(const ValueAndPartials& instruction, const Placement<Real>& places) {
    out[count++] = places.address(instruction.results[0]);
    for (std::size_t operand = 0; operand < instruction.operands.size(); ++operand)
      for (std::size_t i = 0; i < instruction.by.size(); ++i)
        if (instruction.by[i] == operand) {
          wanted |= 1U << operand;
          out[count++] = places.address(instruction.results[i + 1]);
        }
  }
};

/// For ops without a kernel for all.
template <class Real> void emit_one_by_one(const ValueAndPartials& instruction, Emitter<Real>& emitter) {
  const NodeId value = instruction.results[0];
  emit(Value{.op = instruction.op, .result = value, .operands = instruction.operands}, emitter);
  for (std::size_t i = 0; i < instruction.by.size(); ++i) {
    Contribution partial{.op = instruction.op,
                         .result = instruction.results[i + 1],
                         .operands = instruction.operands,
                         .by = instruction.by[i]};
    partial.operands.insert(partial.operands.end(), {value, kNoOperand});
    emit(partial, emitter);
  }
}

template <class Real> void emit(const ValueAndPartials& instruction, Emitter<Real>& emitter) {
  const OrderedResults<Real> results(instruction, emitter.places());
  ElementwiseRecord<Real> record(emitter, *instruction.op, instruction.results[0], instruction.operands);
  if (const Execute<Real> at_once = record.kernels_at_once().with_partials[results.wanted])
    return record.append(at_once, emitter.keep(results.out));
  const FusedRun<Real> kernel = emitter.kernels().with_partials_of(*instruction.op, results.wanted);
  if (kernel == nullptr) return emit_one_by_one(instruction, emitter);
  if (record.is_one_run())
    record.append_task(ValueAndPartialsTask<Real>{kernel, results.out});
  else
    record.append_task(ValueAndPartialsInRunsTask<Real>{kernel, results.out, results.count, record.runs()});
}

}  // namespace chainrule::program
