// Which nodes run when: shared ones once, per-example ones in a pass over the blocks, and again where a later one needs
// them.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::program {

/// Nodes that run together: once, or for one block of examples after another. Operands stand before consumers.
struct Stage {
  bool per_block = false;
  std::vector<NodeId> nodes = {};
  std::size_t recomputed = 0;  ///< per-example nodes that an earlier stage computes too
};

/// Shared nodes run as soon as the sums that they depend on are known; a pass over the blocks makes the sums over
/// examples that need no later sum, and the outputs per example that it can. Only nodes that the outputs depend on.
std::vector<Stage> plan_stages(const Graph& graph, std::span<const NodeId> outputs);

/// Stage after stage; nodes that are computed again appear again.
std::vector<NodeId> nodes_of(std::span<const Stage> stages);

}  // namespace chainrule::program
