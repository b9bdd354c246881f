/// Pictures of graphs: DOT laid out and drawn by Graphviz.
#pragma once

#include <string>
#include <string_view>

namespace chainrule {

/// Lays out a graph in the DOT language and draws it; `format` is "svg", "png" or "pdf". May be called from several
/// threads, which take turns. The same text gives the same SVG and PNG, provided that the graph has a name: Graphviz
/// numbers nameless ones. Throws UsageError for another format, and Error with Graphviz's own words if the text or a
/// label is malformed or the graph is too large to lay out.
std::string render_dot(std::string_view dot, std::string_view format);

}  // namespace chainrule
