// Writes the records of a stage, for the emit functions of the kinds of instructions.
#pragma once

#include <chainrule/engine/op/op_set.hpp>
#include <chainrule/engine/program/emit/code.hpp>
#include <chainrule/engine/program/emit/memory.hpp>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>

namespace chainrule::program {

template <class Real> const ProgramKernels<Real>& kernels_of(const OpSet& ops) {
  if constexpr (std::is_same_v<Real, double>)
    return ops.kernels;
  else
    return ops.float_kernels;
}

/// The operands of a record.
template <class Real> struct OperandList {
  static constexpr StridedOf<Real> kLineOfOnes{kOnes<Real>.data(), 0};
  static constexpr StridedOf<Real> kNoData{nullptr, 0};

  std::span<const NodeId> nodes;
  std::span<const std::size_t> strides = {};  ///< 1 each if there are none
  StridedOf<Real> absent = kLineOfOnes;       ///< what a kernel finds for one that is left out
};

template <class Real> class Emitter {
 public:
  Emitter(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartialSumsPlan& sums)
      : graph_(plan.graph()), kernels_(kernels_of<Real>(graph_.ops())), places_(plan, stage, memory, sums) {}

  const Graph& graph() const { return graph_; }
  const Shape& shape(NodeId id) const { return graph_.shape(id); }
  const ProgramKernels<Real>& kernels() const { return kernels_; }
  const Placement<Real>& places() const { return places_; }

  /// Appends a record that has everything but its operands.
  void append(Record<Real> record, NodeId node, const OperandList<Real>& operands) {
    record.operands = static_cast<std::uint32_t>(operands.nodes.size());
    record.bytes = static_cast<std::uint32_t>(sizeof record + operands.nodes.size() * sizeof(StridedOf<Real>));
    append_bytes(record);
    for (std::size_t i = 0; i < operands.nodes.size(); ++i) append_operand(operands, i);
    code_.nodes.push_back(node);
    code_.work.push_back(work_of(node));
  }
  /// Appends a record that executes a task.
  template <class Task>
  void append_task(Task task, Record<Real> record, NodeId node, const OperandList<Real>& operands) {
    record.execute = &execute_task<Task, Real>;
    record.detail = keep(std::move(task));
    append(record, node, operands);
  }

  /// Where a record's detail stays.
  template <class Detail> const void* keep(Detail detail) {
    code_.details.push_back(std::make_shared<Detail>(std::move(detail)));
    return code_.details.back().get();
  }

  Code<Real> code() {
    const double all = std::accumulate(code_.work.begin(), code_.work.end(), 0.0);
    for (double& share : code_.work) share = all > 0 ? share / all : 1 / static_cast<double>(code_.work.size());
    code_.bytes = bytes_.size();
    code_.records = std::make_unique<std::byte[]>(code_.bytes);
    std::ranges::copy(bytes_, code_.records.get());
    for (const auto& [offset, node] : inputs_)
      code_.inputs.push_back({reinterpret_cast<StridedOf<Real>*>(code_.records.get() + offset), places_.input(node),
                              places_.first_number(node)});
    return std::move(code_);
  }

 private:
  template <class Part> void append_bytes(const Part& part) {
    bytes_.resize(bytes_.size() + sizeof part);
    std::memcpy(bytes_.data() + bytes_.size() - sizeof part, &part, sizeof part);
  }

  void append_operand(const OperandList<Real>& operands, std::size_t index) {
    const NodeId node = operands.nodes[index];
    if (node == kNoOperand) return append_bytes(operands.absent);
    if (places_.is_in_data(node)) inputs_.emplace_back(bytes_.size(), node);
    append_bytes(StridedOf<Real>{places_.address(node), operands.strides.empty() ? 1 : operands.strides[index]});
  }

  /// Functions compute while memory answers; sums and products wait for their own operands.
  double work_of(NodeId node) const {
    const OpInfo& op = graph_.op(node);
    const bool is_function = op.kind == OpKind::elementwise && !op.is_arithmetic();
    return is_function ? static_cast<double>(graph_.shape(node).size()) : 0;
  }

  const Graph& graph_;
  const ProgramKernels<Real>& kernels_;
  Placement<Real> places_;
  std::vector<std::byte> bytes_;
  std::vector<std::pair<std::size_t, NodeId>> inputs_;  // where operands stand among the bytes
  Code<Real> code_;
};

}  // namespace chainrule::program
