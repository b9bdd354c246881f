/// The order in which the forms on paper list a graph's nodes.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <vector>

namespace chainrule {

/// The canonical order, but with inputs and parameters among themselves in the order of their creation, and without the
/// unnamed constants that nothing uses.
std::vector<NodeId> writing_order(const Graph& graph);

/// How often each node is an operand.
std::vector<std::uint32_t> consumer_counts(const Graph& graph);

}  // namespace chainrule
