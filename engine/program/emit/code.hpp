// What a stage becomes: records, and where their numbers are.
#pragma once

#include <chainrule/engine/graph/node.hpp>
#include <chainrule/engine/program/execute/executors.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace chainrule::program {

/// A stage made ready to run in one workspace.
template <class Real> struct Code {
  /// An operand that lies in the data: its address changes from block to block.
  struct InputOperand {
    StridedOf<Real>* operand;
    NodeId input;
    std::size_t first;  ///< which number of the block's rows it begins at
  };

  std::unique_ptr<std::byte[]> records;
  std::size_t bytes = 0;
  std::vector<InputOperand> inputs;
  std::vector<NodeId> nodes;  ///< by record
  std::vector<double> work;   ///< by record: how much of the time in which the next block may be fetched it takes
  std::vector<std::shared_ptr<void>> details;  ///< what records point to

  const Record<Real>* begin() const { return reinterpret_cast<const Record<Real>*>(records.get()); }
  const Record<Real>* end() const { return reinterpret_cast<const Record<Real>*>(records.get() + bytes); }
  static const Record<Real>* next(const Record<Real>* record) {
    return reinterpret_cast<const Record<Real>*>(reinterpret_cast<const std::byte*>(record) + record->bytes);
  }
  /// What a record of these computes, for messages.
  NodeId node_of(const Record<Real>* record) const {
    std::size_t index = 0;
    for (const Record<Real>* before = begin(); before != record; before = next(before)) ++index;
    return nodes[index];
  }
};

/// Where a stage's numbers are.
template <class Real> struct Memory {
  Real* shared = nullptr;
  Real* block = nullptr;           ///< of one worker
  Real* parts = nullptr;           ///< of the sums over examples
  std::size_t lanes = 1;           ///< examples in a block
  const bool* is_first = nullptr;  ///< whether the block is the first of those that are summed up together
  MultiplyLarge<Real> multiply_large = nullptr;  ///< for products of large matrices, if they are left to someone
};

/// Where the parts of each sum over examples are kept, by node, and how many numbers all take.
struct PartsPlan {
  std::vector<std::size_t> offsets;
  std::size_t size = 0;
  std::size_t added = 0;  ///< the numbers that blocks add to; behind them, what the first block writes
};

}  // namespace chainrule::program
