// A graph as a picture in the DOT language.
#pragma once

#include <chainrule/graphs/dot/dot_options.hpp>

#include <string>

namespace chainrule {

/// The graph from left to right, with HTML-like labels. Nodes are called n1, n2, ... in the order in which they are
/// drawn; the attribute `comment` has a named node's name in full, its backslashes doubled. The text depends on the
/// graph and the numbers alone. GraphError if numbers are wanted and there is no sweep of that graph; StaleValue,
/// NoGradient or StaleGradient if it has not run.
std::string write_dot(const Graph& graph, const Expr& loss, const DotOptions& options = {});
/// Draws the graph's own loss; without one, everything is drawn.
std::string write_dot(const Graph& graph, const DotOptions& options = {});

}  // namespace chainrule
