/// Writes the JSON form of a graph.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string>

namespace chainrule {

/// The graph by the schema of json_reader.hpp, one node a line, in canonical order: it reads back to the same values,
/// names, groups and loss. Throws GraphError for names that are not UTF-8.
std::string write_json(const Graph& graph);

}  // namespace chainrule
