// The memory that a stage's records work on.
#pragma once

#include <chainrule/engine/program/emit/partial_sums.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <cstddef>

namespace chainrule::program {

template <class Real> struct Memory {
  Real* shared = nullptr;
  Real* block = nullptr;         ///< of one worker
  Real* partial_sums = nullptr;  ///< of the sums over examples
  std::size_t block_size = 1;
  const bool* is_first = nullptr;  ///< whether the block is the first of those that are summed up together
  MultiplyLarge<Real> multiply_large = nullptr;  ///< for products of large matrices, if they are left to someone
};

/// Where the numbers of a stage's nodes are.
template <class Real> class Placement {
 public:
  Placement(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartialSumsPlan& sums)
      : graph_(plan.graph()),
        memory_(memory),
        sums_(sums),
        per_block_(plan.stages[stage].per_block),
        places_(plan.memory.places[stage]),
        storage_(plan.memory.storage) {}

  /// Whether the stage has a run of examples for each element of the node.
  bool per_example(NodeId id) const { return per_block_ && graph_.per_example(id); }
  std::size_t block_size() const { return memory_.block_size; }
  std::size_t numbers_per_element(NodeId id) const { return per_example(id) ? block_size() : 1; }

  /// Null for what lies in the data: that is filled in block by block.
  Real* address(NodeId id) const {
    const Place& place = places_[id];
    switch (place.region) {
      case Region::shared:
        return memory_.shared + place.offset;
      case Region::block:
        return memory_.block + place.offset * memory_.block_size;
      default:
        return nullptr;
    }
  }
  bool is_in_data(NodeId id) const { return places_[id].region == Region::input; }
  /// For a value that lies in the data: the input, and which number of its block it begins at.
  NodeId input(NodeId id) const { return storage_[id]; }
  std::size_t first_number(NodeId id) const { return places_[id].offset * memory_.block_size; }

  Real* partial_sums(NodeId sum) const { return memory_.partial_sums + sums_.offsets[sum]; }
  const bool* is_first_block() const { return memory_.is_first; }
  MultiplyLarge<Real> multiply_large() const { return memory_.multiply_large; }

  /// Shared values have slots of whole cache lines: a single run may go on to their end, so that kernels find whole
  /// vectors. What is read there beyond an operand does not matter.
  std::size_t whole_lines(NodeId result, std::size_t count) const {
    return per_example(result) ? count : (count + kPerLine<Real> - 1) / kPerLine<Real> * kPerLine<Real>;
  }

 private:
  const Graph& graph_;
  const Memory<Real>& memory_;
  const PartialSumsPlan& sums_;
  bool per_block_;
  const std::vector<Place>& places_;
  const std::vector<NodeId>& storage_;
};

}  // namespace chainrule::program
