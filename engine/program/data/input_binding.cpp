#include <chainrule/engine/program/data/input_binding.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// A page of memory: the hardware fetches what follows within one by itself, and more rows than that would push each
/// other out of the first-level cache before they are read.
constexpr std::size_t kMostFetchedBytes = 4096;
/// Data as small as the smallest second-level caches in use stay there from one run to the next.
constexpr std::size_t kCachedBytes = 256 << 10;

}  // namespace

template <class Real> void InputBinding<Real>::hold(std::span<const double> values) {
  kind_ = Kind::held;
  if (rows_.size() == 0) rows_ = AlignedNumbers<Real>(width_ * block_size_);
  for (std::size_t i = 0; i < width_; ++i)
    std::fill_n(rows_.data() + i * block_size_, block_size_, static_cast<Real>(values[i]));
}

template <class Real> void InputBinding<Real>::read(std::span<const Real> values) {
  kind_ = width_ == 1 ? Kind::column : Kind::tensors;
  first_ = values.data();
  if (rows_.size() == 0) rows_ = AlignedNumbers<Real>(width_ * block_size_);
}

template <class Real> template <class Other> void InputBinding<Real>::convert(std::span<const Other> values) {
  converted_.resize(values.size());
  std::ranges::transform(values, converted_.begin(), [](Other value) { return static_cast<Real>(value); });
  read(converted_);
}

template <class Real> void InputBinding<Real>::read_tiles(const Real* first, std::size_t step) {
  kind_ = Kind::tiles;
  first_ = first;
  step_ = step;
}

template <class Real> void InputBinding<Real>::refresh_tail() {
  if (kind_ == Kind::column && examples_ % block_size_ != 0) pack(examples_ / block_size_, rows_.data());
}

template <class Real> const Real* InputBinding<Real>::block(std::size_t index, Real* workspace) const {
  switch (kind_) {
    case Kind::column:
      return (index + 1) * block_size_ <= examples_ ? first_ + index * block_size_ : rows_.data();
    case Kind::tensors:
      pack(index, workspace);
      return workspace;
    case Kind::tiles:
      return first_ + index * step_;
    default:
      return rows_.data();
  }
}

template <class Real> std::span<const Real> InputBinding<Real>::to_fetch(std::size_t index) const {
  const std::size_t numbers = width_ * block_size_;
  const bool is_few = numbers * sizeof(Real) <= kMostFetchedBytes;
  const bool is_cached = examples_ * width_ * sizeof(Real) < kCachedBytes;
  const bool is_last = (index + 2) * block_size_ > examples_;  // there is no whole block behind this one
  const bool is_in_rows = kind_ == Kind::column || kind_ == Kind::tiles;
  if (!is_in_rows || !is_few || is_cached || is_last) return {};
  return {first_ + (index + 1) * (kind_ == Kind::column ? block_size_ : step_), numbers};
}

/// The padding repeats the last example.
template <class Real> void InputBinding<Real>::pack(std::size_t index, Real* rows) const {
  for (std::size_t example = 0; example < block_size_; ++example) {
    const Real* const tensor = first_ + std::min(index * block_size_ + example, examples_ - 1) * width_;
    for (std::size_t i = 0; i < width_; ++i) rows[i * block_size_ + example] = tensor[i];
  }
}

template class InputBinding<double>;
template class InputBinding<float>;
template void InputBinding<double>::convert(std::span<const float> values);
template void InputBinding<float>::convert(std::span<const double> values);

}  // namespace chainrule::program
