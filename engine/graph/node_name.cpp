#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

namespace chainrule {

std::string node_name(const Graph& graph, NodeId id) {
  const std::string_view name = graph.name_of(id);
  return name.empty() ? fmt::format("node {}", id) : std::string(name);
}

}  // namespace chainrule
