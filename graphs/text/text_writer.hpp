/// Writes the text form of a graph.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string>

namespace chainrule {

/// Statements that read back to the same values, names, groups and loss, and the same gradients but for the order of
/// their sums: the nodes stand in canonical order, which is the order of creation in every graph that was read from
/// text. An unnamed node stands inside the expression of its one consumer; where it has several, it gets its label as a
/// name. Throws GraphError for names that are not UTF-8.
std::string write_text(const Graph& graph);

}  // namespace chainrule
