// The arithmetic of a page: JavaScript written out from the definitions of the ops.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string>

namespace chainrule {

/// Statements that give the object f, which has the primitives, a function for every op that the primitives can
/// compute, and each a list of partials: f.sigmoid = (x0) => ...; f.sigmoid.partials = [(x0, v) => ...].
std::string page_program(const Graph& graph);

}  // namespace chainrule
