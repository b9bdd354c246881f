// How an elementwise op's records are made: from kernels for single numbers, for whole vectors, or for runs of any
// kind.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/execute/runs.hpp>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace chainrule::program {

/// Whether each operand steps by 1; for one that is left out there is a line of ones.
inline bool are_vectors(std::span<const NodeId> operands, std::span<const std::size_t> strides) {
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (operands[i] != kNoOperand && strides[i] != 1) return false;
  return true;
}

/// A record of an elementwise op before it is written.
template <class Real> class ElementwiseRecord {
 public:
  ElementwiseRecord(Emitter<Real>& emitter, const OpInfo& op, NodeId result, std::span<const NodeId> operands)
      : emitter_(emitter), op_(op), result_(result), operands_(operands), runs_(planned_runs()) {}

  const Runs& runs() const { return runs_; }
  bool is_one_run() const { return runs_.count == 1; }

  /// The kernels for single numbers, or for whole vectors; empty if the op has neither or neither fits.
  RecordKernels<Real> kernels_at_once() const {
    const auto& kernels = emitter_.kernels();
    const auto of = are_single()                                            ? kernels.single_of
                    : is_one_run() && are_vectors(operands_, runs_.strides) ? kernels.vectors_of
                                                                            : nullptr;
    const RecordKernels<Real>* const found = of != nullptr ? of(op_) : nullptr;
    return found != nullptr ? *found : RecordKernels<Real>();
  }

  void append(Execute<Real> execute, const void* detail = nullptr) {
    Record<Real> record = unfinished();
    record.execute = execute;
    record.detail = detail;
    emitter_.append(record, result_, operand_list());
  }
  template <class Task> void append_task(Task task) {
    emitter_.append_task(std::move(task), unfinished(), result_, operand_list());
  }

 private:
  /// For an operand that is left out there is one number.
  Runs planned_runs() const {
    static const Shape kScalar;
    const Placement<Real>& places = emitter_.places();
    std::vector<Layout> layouts;
    for (const NodeId operand : operands_) {
      const bool is_given = operand != kNoOperand;
      layouts.push_back({is_given ? &emitter_.shape(operand) : &kScalar, is_given && places.per_example(operand)});
    }
    return plan_runs(emitter_.shape(result_), layouts, places.numbers_per_element(result_));
  }

  bool are_single() const {
    return !emitter_.places().per_example(result_) && emitter_.shape(result_).is_scalar() &&
           std::ranges::all_of(
               operands_, [&](NodeId operand) { return operand == kNoOperand || emitter_.shape(operand).is_scalar(); });
  }

  Record<Real> unfinished() const {
    const Placement<Real>& places = emitter_.places();
    Record<Real> record;
    record.out = places.address(result_);
    record.count = is_one_run() ? places.whole_lines(result_, runs_.length) : runs_.length;
    return record;
  }
  OperandList<Real> operand_list() const { return {.nodes = operands_, .strides = runs_.strides}; }

  Emitter<Real>& emitter_;
  const OpInfo& op_;
  NodeId result_;
  std::span<const NodeId> operands_;
  Runs runs_;
};

}  // namespace chainrule::program
