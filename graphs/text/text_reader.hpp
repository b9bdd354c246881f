/// Reads the text form of a graph.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <functional>
#include <string_view>

namespace chainrule {

/// Appends the statements of the text to the graph; `file` names it in errors. Throws InputError with the position, the
/// source line and a caret below the place; the graph then holds what came before and is good for nothing.
void read_text(Graph& graph, std::string_view text, std::string_view file);

/// Gives the node that a free name of an expression stands for, or throws an Error that says what is wrong with it.
using FreeName = std::function<Expr(std::string_view name)>;

/// Appends one expression and returns its node. A name that the graph does not have is given to `free_name`, once if
/// that names a node by it; without `free_name` it is an error. Throws InputError.
Expr read_expression(Graph& graph, std::string_view text, std::string_view file, const FreeName& free_name = {});

}  // namespace chainrule
