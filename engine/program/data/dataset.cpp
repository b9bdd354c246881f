#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/program/data/dataset.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

namespace {

/// Floats on a cache line of 64 bytes: in either precision rows begin on cache lines.
constexpr std::size_t kRowMultiple = 16;

template <class Real> Real* aligned(Real* memory) {
  void* place = memory;
  std::size_t room = SIZE_MAX;
  return static_cast<Real*>(std::align(Arena::kBlockAlignment, 1, place, room));
}

}  // namespace

template <class Real>
DatasetOf<Real>::DatasetOf(std::size_t examples, std::vector<Feature> features, std::size_t tile_size)
    : examples_(examples), tile_size_(tile_size), features_(std::move(features)) {
  if (examples == 0) throw GraphError("a data set needs at least one example");
  if (tile_size == 0 || tile_size % kRowMultiple != 0)
    throw GraphError(
        fmt::format("a tile of {} examples does not fill rows: take a multiple of {}", tile_size, kRowMultiple));
  for (Feature& feature : features_) {
    if (find(feature.name) != &feature) throw GraphError(fmt::format("two features are called {}", feature.name));
    feature.row = rows_;
    rows_ += feature.width;
  }
  const std::size_t numbers = tiles() * rows_ * tile_size_;
  memory_ = std::make_unique<Real[]>(numbers + Arena::kBlockAlignment / sizeof(Real));
  first_ = aligned(memory_.get());
}

template <class Real> const typename DatasetOf<Real>::Feature* DatasetOf<Real>::find(std::string_view name) const {
  const auto found = std::ranges::find(features_, name, &Feature::name);
  return found == features_.end() ? nullptr : &*found;
}

template <class Real>
void DatasetOf<Real>::set(std::string_view name, std::span<const Real> values, std::size_t stride) {
  const Feature* const feature = find(name);
  if (feature == nullptr) throw GraphError(fmt::format("the data set has no feature {}", name));
  const std::size_t step = stride == 0 ? feature->width : stride;
  const std::size_t needed = (examples_ - 1) * step + feature->width;
  if (values.size() < needed)
    throw ShapeError(
        fmt::format("{} takes {} numbers for {} examples, not {}", name, needed, examples_, values.size()));
  for (std::size_t tile = 0; tile < tiles(); ++tile)
    for (std::size_t i = 0; i < feature->width; ++i) {
      Real* const row = first_ + (tile * rows_ + feature->row + i) * tile_size_;
      for (std::size_t lane = 0; lane < tile_size_; ++lane)
        row[lane] = values[std::min(tile * tile_size_ + lane, examples_ - 1) * step + i];
    }
}

template class DatasetOf<double>;
template class DatasetOf<float>;

}  // namespace chainrule
