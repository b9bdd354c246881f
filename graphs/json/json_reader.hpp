/// Reads the JSON form of a graph.
///
///     {"chainrule": 1,
///      "nodes": [{"role": "input", "value": 1}, {"role": "parameter", "shape": [2], "value": [0.5, "nan"]},
///                {"role": "constant", "value": 3}, {"role": "examples"},
///                {"op": "sum", "operands": [1], "attributes": {"axis": [0]}}],
///      "names": {"x": 0, "w": 1, "s": 4},
///      "groups": [{"name": "a box", "nodes": [4]}],
///      "loss": 4}
///
/// Nodes refer to nodes before them by their place in the list, counted from 0. A leaf without a shape is a number, one
/// without a value has no default. The numbers that JSON lacks are the strings "nan", "inf" and "-inf".
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <string_view>

namespace chainrule {

/// The version of the schema that is written, and the only one that is read.
inline constexpr int kJsonVersion = 1;

/// Appends what the text says to the graph; `file` names it in errors. Throws InputError with the position, and for
/// what is JSON but no graph with the place in it, like /nodes/3/operands/0; the graph then is good for nothing.
void read_json(Graph& graph, std::string_view text, std::string_view file);

}  // namespace chainrule
