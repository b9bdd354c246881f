// Where a program keeps its numbers: slots that are used again as soon as nobody needs what they hold.
#pragma once

#include <chainrule/engine/program/analyse/stages.hpp>
#include <chainrule/engine/program/select/instruction.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::program {

/// The memories that a value may lie in.
enum class Region : std::uint8_t {
  nowhere,
  shared,  ///< once for all examples
  block,   ///< in the workspace of whoever works on a block: one row of examples per element
  input    ///< in the data
};

/// The place of a node's value. Offsets in shared memory count numbers, in a block's workspace rows.
struct Place {
  Region region = Region::nowhere;
  std::size_t offset = 0;
};

/// The places of all values.
struct MemoryPlan {
  std::vector<std::vector<Place>> places;  ///< by stage, by node
  std::vector<NodeId> storage;             ///< by node: the node whose elements it shows, itself but for aliases
  std::vector<std::size_t> first;          ///< by node: which of these elements is its first
  std::size_t shared = 0;                  ///< numbers
  std::size_t rows = 0;                    ///< of a block's workspace
  std::size_t rows_without_reuse = 0;
};

/// Gives every value a place for as long as somebody needs it.
MemoryPlan plan_memory(const Graph& graph, std::span<const Stage> stages, const InstructionsByStage& instructions,
                       std::span<const NodeId> outputs);

}  // namespace chainrule::program
