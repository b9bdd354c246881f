#include <chainrule/graphs/tables/table_dataset.hpp>

#include <algorithm>
#include <set>

namespace chainrule {

namespace {

/// The columns of each feature.
std::vector<VectorFeature> features_of(const Table& table, std::span<const VectorFeature> vectors) {
  std::vector<VectorFeature> features(vectors.begin(), vectors.end());
  std::set<std::string> used;
  for (const VectorFeature& vector : vectors) used.insert(vector.columns.begin(), vector.columns.end());
  for (const std::string& name : table.names)
    if (!used.contains(name)) features.push_back({.name = name, .columns = {name}});
  return features;
}

/// The feature's numbers, example by example.
template <class Real> std::vector<Real> numbers_of(const Table& table, const VectorFeature& feature) {
  const std::size_t width = feature.columns.size();
  std::vector<Real> numbers(table.rows() * width);
  for (std::size_t i = 0; i < width; ++i) {
    const std::vector<double>& column = table.column(feature.columns[i]);
    for (std::size_t row = 0; row < column.size(); ++row) numbers[row * width + i] = static_cast<Real>(column[row]);
  }
  return numbers;
}

}  // namespace

template <class Real>
DatasetOf<Real> to_dataset(const Table& table, std::span<const VectorFeature> vectors, std::size_t tile_size) {
  if (table.rows() == 0) throw InputError("a data set needs at least one row", {.file = table.file, .line = 1}, "");
  const std::vector<VectorFeature> features = features_of(table, vectors);
  std::vector<typename DatasetOf<Real>::Feature> described;
  for (const VectorFeature& feature : features)
    described.push_back({.name = feature.name, .width = feature.columns.size()});
  DatasetOf<Real> data(table.rows(), std::move(described), tile_size);
  for (const VectorFeature& feature : features) data.set(feature.name, numbers_of<Real>(table, feature));
  return data;
}

template DatasetOf<double> to_dataset(const Table&, std::span<const VectorFeature>, std::size_t);
template DatasetOf<float> to_dataset(const Table&, std::span<const VectorFeature>, std::size_t);

}  // namespace chainrule
