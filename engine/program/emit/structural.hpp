// Emits a structural op, or two of the same operand.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/execute/structural.hpp>
#include <chainrule/engine/program/select/structural.hpp>

namespace chainrule::program {

/// The kernel for all examples of a block at once, or null.
template <class Real> RowKernel<Real> kernel_for_block(const Structural& instruction, const Emitter<Real>& emitter) {
  if (instruction.operands.size() != 1 || !emitter.places().per_example(instruction.operands[0])) return nullptr;
  const ProgramKernels<Real>& kernels = emitter.kernels();
  const auto op = [&](std::size_t i) {
    const NodeId result = instruction.results[i];
    return RowOp{&emitter.graph().op(result), &emitter.graph().attributes(result)};
  };
  if (instruction.results.size() == 1) return kernels.rows_of == nullptr ? nullptr : kernels.rows_of(*op(0).op);
  if (kernels.joined_rows_of == nullptr) return nullptr;
  return kernels.joined_rows_of(op(0), op(1), emitter.shape(instruction.operands[0]));
}

template <class Real>
void emit_for_block(const Structural& instruction, RowKernel<Real> kernel, Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const NodeId result = instruction.results[0];
  RowCall<Real> call{.out = places.address(result),
                     .shape = &emitter.shape(instruction.operands[0]),
                     .attributes = &emitter.graph().attributes(result),
                     .block_size = places.numbers_per_element(result)};
  if (instruction.results.size() == 2) call.second = places.address(instruction.results[1]);
  emitter.append_task(BlockTask<Real>{kernel, call}, {}, result, {.nodes = instruction.operands});
}

/// By the op's own kernel.
template <class Real> void emit_result(NodeId result, const Structural& instruction, Emitter<Real>& emitter) {
  const Graph& graph = emitter.graph();
  const Placement<Real>& places = emitter.places();
  StructuralTask<Real> task{.op = &graph.op(result),
                            .attributes = &graph.attributes(result),
                            .shape = &graph.shape(result),
                            .block_size = places.numbers_per_element(result)};
  for (const NodeId operand : instruction.operands) {
    task.operand_shapes.push_back(&graph.shape(operand));
    task.per_example.push_back(places.per_example(operand));
    task.copies.emplace_back(graph.shape(operand).size());
  }
  task.views.resize(instruction.operands.size());
  task.result.resize(graph.shape(result).size());
  Record<Real> record;
  record.out = places.address(result);
  emitter.append_task(std::move(task), record, result, {.nodes = instruction.operands});
}

template <class Real> void emit(const Structural& instruction, Emitter<Real>& emitter) {
  if (const RowKernel<Real> kernel = kernel_for_block(instruction, emitter))
    return emit_for_block(instruction, kernel, emitter);
  for (const NodeId result : instruction.results) emit_result(result, instruction, emitter);
}

}  // namespace chainrule::program
