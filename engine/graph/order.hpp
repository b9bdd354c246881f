// The order in which people see a graph.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <vector>

namespace chainrule {

/// Every node once, operands before their consumers. Depth first from the named nodes in the order in which they were
/// named, then from the loss, then from the nodes that nobody consumes; operands in operand order, leaves where they
/// are first met. So it does not depend on the order in which a compiler evaluated w1*x1 + w2*x2.
std::vector<NodeId> canonical_order(const Graph& graph);

}  // namespace chainrule
