// What some nodes of a graph depend on.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>
#include <vector>

namespace chainrule {

/// By node, up to the last of `outputs`: whether it is one of them or one of them depends on it.
std::vector<bool> needed_nodes(const Graph& graph, std::span<const NodeId> outputs);
/// Plain numbers among the expressions need nothing.
std::vector<bool> needed_nodes(const Graph& graph, std::span<const Expr> outputs);

}  // namespace chainrule
