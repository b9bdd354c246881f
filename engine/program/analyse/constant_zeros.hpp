// Elements of shared matrices that are 0 whatever the parameters are, such as what is above the diagonal.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>

#include <vector>

namespace chainrule::program {

/// Rectangles, from the first column to the last, outside of which the matrix holds constant zeros that were moved
/// there; empty if it is better multiplied as a whole.
std::vector<Rectangle> rectangles_without_zeros(const Graph& graph, NodeId matrix);

}  // namespace chainrule::program
