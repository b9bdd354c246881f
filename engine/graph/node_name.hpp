// How messages name a node.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string>

namespace chainrule {

/// The node's first name, or "node 7" for one that has none.
std::string node_name(const Graph& graph, NodeId id);

}  // namespace chainrule
