// The records of a stage, made ready to run in one workspace.
#pragma once

#include <chainrule/engine/graph/node.hpp>
#include <chainrule/engine/program/execute/bad_example.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace chainrule::program {

/// Its records are executed in their order; any may throw BadExample.
template <class Real> struct Code {
  /// An operand that lies in the data: its address changes from block to block.
  struct InputOperand {
    StridedOf<Real>* operand;
    NodeId input;
    std::size_t first;  ///< which number of the block's data it begins at
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
  /// The node that a record of these computes, for messages.
  NodeId node_of(const Record<Real>* record) const {
    std::size_t index = 0;
    for (const Record<Real>* before = begin(); before != record; before = next(before)) ++index;
    return nodes[index];
  }
};

}  // namespace chainrule::program
