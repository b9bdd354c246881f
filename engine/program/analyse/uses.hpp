// Who needs which node of a program.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::program {

/// How many operands of needed nodes each node is.
std::vector<std::uint32_t> count_uses(const Graph& graph, std::span<const Stage> stages);

/// The nodes that must be there after their stage: outputs, and shared nodes that another stage reads.
std::vector<bool> mark_kept(const Graph& graph, std::span<const Stage> stages, std::span<const NodeId> outputs);

}  // namespace chainrule::program
