// Tables as data sets of programs.
#pragma once

#include <chainrule/engine/program/data/dataset.hpp>
#include <chainrule/graphs/tables/csv.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace chainrule {

/// A feature of several numbers, each from a column of its own.
struct VectorFeature {
  std::string name;
  std::vector<std::string> columns;
};

/// The table's rows as examples: a feature for each of the vectors, and one of its own name for each column that is in
/// none of them. InputError for a table without rows, a column that there is not, a cell that is no number;
/// GraphError as DatasetOf.
template <class Real>
DatasetOf<Real> to_dataset(const Table& table, std::span<const VectorFeature> vectors = {},
                           std::size_t tile_size = DatasetOf<Real>::kTileSize);

extern template DatasetOf<double> to_dataset(const Table&, std::span<const VectorFeature>, std::size_t);
extern template DatasetOf<float> to_dataset(const Table&, std::span<const VectorFeature>, std::size_t);

}  // namespace chainrule
