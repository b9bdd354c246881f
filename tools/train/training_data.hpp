// The columns of a table made ready for training.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/tables/csv.hpp>
#include <chainrule/tools/train/standardise.hpp>

#include <string>
#include <vector>

namespace chainrule {

/// A feature's column and what was done to it.
struct Feature {
  std::string name;
  Scale scale;
};

/// The inputs that have a column, but for the label's, in the order of the columns.
std::vector<std::string> feature_names(const Graph& graph, const Table& data, const Expr* label);

/// Binds the columns of those names anew, standardised.
std::vector<Feature> standardise_columns(Sweep& sweep, const Table& data, const std::vector<std::string>& names);

/// Throws InputError, with the place of the cell, for a label that is neither 0 nor 1. `label` has a column.
void check_classes(const Table& data, const std::string& label);

}  // namespace chainrule
