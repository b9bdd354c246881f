// Writes the records of a stage: addresses, kernels for single numbers, runs.
#pragma once

#include <chainrule/engine/program/emit/code.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>

namespace chainrule::program {

template <class Real> const ProgramKernels<Real>& kernels_of(const OpSet& ops) {
  if constexpr (std::is_same_v<Real, double>)
    return ops.kernels;
  else
    return ops.float_kernels;
}

template <class Real> class RecordWriter {
 public:
  RecordWriter(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartsPlan& parts)
      : graph_(plan.graph()),
        kernels_(kernels_of<Real>(graph_.ops())),
        stage_(plan.stages[stage]),
        instructions_(plan.instructions[stage]),
        memory_(memory),
        parts_(parts),
        places_(plan.memory.places[stage]),
        storage_(plan.memory.storage) {}

 protected:
  using Operands = std::span<const NodeId>;

  bool in_rows(NodeId id) const { return stage_.per_block && graph_.per_example(id); }
  std::size_t lanes_of(NodeId id) const { return in_rows(id) ? memory_.lanes : 1; }

  Real* address(NodeId id) const {
    const Place& place = places_[id];
    switch (place.region) {
      case Region::shared:
        return memory_.shared + place.offset;
      case Region::block:
        return memory_.block + place.offset * memory_.lanes;
      default:
        return nullptr;  // of data: filled in block by block
    }
  }

  /// Appends a record; operands that lie in the data are noted.
  void append(Record<Real> record, NodeId node, Operands operands, std::span<const std::size_t> strides) {
    record.operands = static_cast<std::uint16_t>(operands.size());
    record.bytes = static_cast<std::uint32_t>(sizeof(Record<Real>) + operands.size() * sizeof(StridedOf<Real>));
    const std::size_t at = bytes_.size();
    bytes_.resize(at + record.bytes);
    std::memcpy(bytes_.data() + at, &record, sizeof record);
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const std::size_t place = at + sizeof record + i * sizeof(StridedOf<Real>);
      StridedOf<Real> operand{kOnes<Real>.data(), 0};
      if (operands[i] != kNoOperand) {
        operand = {address(operands[i]), strides[i]};
        if (places_[operands[i]].region == Region::input) inputs_.emplace_back(place, operands[i]);
      }
      std::memcpy(bytes_.data() + place, &operand, sizeof operand);
    }
    code_.nodes.push_back(node);
    code_.work.push_back(work_of(node));
  }

  template <class Detail> const void* keep(Detail detail) {
    code_.details.push_back(std::make_shared<Detail>(std::move(detail)));
    return code_.details.back().get();
  }

  /// Shared values have slots of whole cache lines: a single run may go on to their end, so that kernels find whole
  /// vectors. What is read there beyond an operand does not matter.
  std::size_t whole(NodeId result, std::size_t count) const {
    return in_rows(result) ? count : (count + kParts<Real> - 1) / kParts<Real> * kParts<Real>;
  }

  /// A factor that is left out has no data, unlike an operand that is not read.
  void drop_absent_factors(const Instruction& instruction) {
    const std::size_t operands = instruction.operands.size();
    const std::size_t first = bytes_.size() - operands * sizeof(StridedOf<Real>);
    const StridedOf<Real> none{nullptr, 0};
    for (std::size_t i = 0; i < operands; ++i)
      if (instruction.operands[i] == kNoOperand)
        std::memcpy(bytes_.data() + first + i * sizeof none, &none, sizeof none);
  }

  Code<Real> finished() {
    const double all = std::accumulate(code_.work.begin(), code_.work.end(), 0.0);
    for (double& part : code_.work) part = all > 0 ? part / all : 1 / static_cast<double>(code_.work.size());
    code_.bytes = bytes_.size();
    code_.records = std::make_unique<std::byte[]>(code_.bytes);
    std::ranges::copy(bytes_, code_.records.get());
    for (const auto& [offset, node] : inputs_)
      code_.inputs.push_back({reinterpret_cast<StridedOf<Real>*>(code_.records.get() + offset), storage_[node],
                              places_[node].offset * memory_.lanes});
    return std::move(code_);
  }

  const Graph& graph_;
  const ProgramKernels<Real>& kernels_;
  const Stage& stage_;
  const std::vector<Instruction>& instructions_;
  const Memory<Real>& memory_;
  const PartsPlan& parts_;

 private:
  /// Functions compute while memory answers; sums and products wait for their own operands.
  double work_of(NodeId node) const {
    const OpInfo& op = graph_.op(node);
    const bool is_function = op.kind == OpKind::elementwise && !op.is_arithmetic();
    return is_function ? static_cast<double>(graph_.shape(node).size()) : 0;
  }

  const std::vector<Place>& places_;
  const std::vector<NodeId>& storage_;
  std::vector<std::byte> bytes_;
  std::vector<std::pair<std::size_t, NodeId>> inputs_;
  Code<Real> code_;
};

}  // namespace chainrule::program
