// The inputs that ready-made graphs take from the columns of a table: names, a vector of features, classes.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/graphs/gaussian_mixture.hpp>
#include <chainrule/graphs/tables/csv.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace chainrule {

/// All columns but the label's. InputError if there is no column for the label, or none besides.
std::vector<std::string> feature_columns(const Table& data, const std::string& label);

/// One input for each name, and the vector of them all.
Expr feature_vector(Graph& graph, std::span<const std::string> names);

/// One more than the largest label. InputError, with the place of the cell, for a label that is no whole number from 0
/// on, or an implausibly large one; InputError if there is only one class.
std::int64_t class_count(const Table& data, const std::string& label);

/// Where a mixture begins: components of equal weight at examples spread over the table, with the variance of the
/// columns; as they are, or as they are when standardised. InputError for cells that are no finite number.
MixtureStart mixture_start(const Table& data, std::size_t components, bool standardised);

}  // namespace chainrule
