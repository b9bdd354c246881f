// The live page of a graph: one file for a browser.
#pragma once

#include <chainrule/tools/arguments/graph_arguments.hpp>

#include <string>

namespace chainrule {

/// The page as HTML that needs nothing but itself. Runs the sweep.
std::string page_html(const LoadedGraph& loaded, const std::string& title);

}  // namespace chainrule
