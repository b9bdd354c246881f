// The data that a page holds of its graph.
#pragma once

#include <chainrule/tools/arguments/graph_arguments.hpp>

#include <string>

namespace chainrule {

/// The graph, its steps, their formulas in MathML, the engine's numbers, the layouts of the diagram and the algebra, as
/// a JSON object. Runs the sweep backward from the loss; a cotangent's algebra is more nodes of the graph. A graph too
/// large to step through on a page has its layout and the values of named nodes only. Functions of the algebra are
/// appended to `program`.
std::string page_data(const LoadedGraph& loaded, const std::string& title, std::string& program);

}  // namespace chainrule
