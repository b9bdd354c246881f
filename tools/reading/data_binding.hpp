// How the columns of a table become the inputs of a graph.
#pragma once

#include <chainrule/engine/graph/values.hpp>
#include <chainrule/graphs/tables/csv.hpp>

#include <span>

namespace chainrule {

/// Binds each column to the input of its name; the values are for as many examples as the table has rows. Inputs in
/// `given` have a value already. InputError for columns that are no input or whose input has a value, inputs without
/// column and value, cells that are no number, and labels outside [0, 1]. A default value of the graph's own is no
/// value here: it was made for one example.
void bind_columns(Values& values, const Table& data, std::span<const NodeId> given);

/// Throws InputError, naming the example and its place, if a column that is the label of a log loss holds a number
/// outside [0, 1].
void check_labels(const Graph& graph, const Table& data);

}  // namespace chainrule
