/// Graphs from files.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string>

namespace chainrule {

/// Appends the graph in a file: JSON if its name ends in .json, the text form if it ends in .graph; of other files, and
/// of
/// "-", which is standard input, JSON if the text begins with `{`. Throws InputError.
void load_graph(Graph& graph, const std::string& path);

}  // namespace chainrule
