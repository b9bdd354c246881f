// Data laid out for programs: tiles of examples.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chainrule {

/// m examples of several features, cut into tiles of `tile_size` examples each. Within a tile every feature is a row of
/// its examples' numbers, and all rows follow each other; so a pass over wide data streams through memory once. A
/// feature of n numbers per example takes n rows. The last tile is padded with copies of the last example.
template <class Real> class DatasetOf {
 public:
  static constexpr std::size_t kTileSize = 64;

  struct Feature {
    std::string name;
    std::size_t width = 1;  ///< numbers per example
    std::size_t row = 0;    ///< of the tile, set by the data set
  };

  /// All zeros at first. GraphError for no examples, two features of one name, or a tile size that is no multiple
  /// of 16.
  DatasetOf(std::size_t examples, std::vector<Feature> features, std::size_t tile_size = kTileSize);

  /// The feature's numbers, example by example; those of example i begin at values[i · stride], by default right behind
  /// the example before. GraphError for an unknown name, ShapeError for too few numbers.
  void set(std::string_view name, std::span<const Real> values, std::size_t stride = 0);

  std::size_t examples() const { return examples_; }
  std::size_t tile_size() const { return tile_size_; }
  std::size_t tiles() const { return (examples_ + tile_size_ - 1) / tile_size_; }
  std::size_t rows() const { return rows_; }
  std::span<const Feature> features() const { return features_; }
  /// Null if there is no such feature.
  const Feature* find(std::string_view name) const;
  /// The first tile; each takes rows() · tile_size() numbers.
  const Real* data() const { return first_; }

 private:
  std::size_t examples_, tile_size_;
  std::size_t rows_ = 0;
  std::vector<Feature> features_;
  std::unique_ptr<Real[]> memory_;
  Real* first_ = nullptr;
};

using Dataset = DatasetOf<double>;

extern template class DatasetOf<double>;
extern template class DatasetOf<float>;

}  // namespace chainrule
