#include <chainrule/engine/program/data/input_binding.hpp>

#include <algorithm>

namespace chainrule::program {

template <class Real> void InputBinding<Real>::hold(std::span<const double> values) {
  kind_ = Kind::held;
  if (rows_.size() == 0) rows_ = AlignedNumbers<Real>(width_ * lanes_);
  for (std::size_t i = 0; i < width_; ++i) std::fill_n(rows_.data() + i * lanes_, lanes_, static_cast<Real>(values[i]));
}

template <class Real> void InputBinding<Real>::read(std::span<const Real> values) {
  kind_ = width_ == 1 ? Kind::column : Kind::tensors;
  first_ = values.data();
  if (rows_.size() == 0) rows_ = AlignedNumbers<Real>(width_ * lanes_);
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
  if (kind_ == Kind::column && examples_ % lanes_ != 0) pack(examples_ / lanes_, rows_.data());
}

template <class Real> const Real* InputBinding<Real>::block(std::size_t index, Real* workspace) const {
  switch (kind_) {
    case Kind::column:
      return (index + 1) * lanes_ <= examples_ ? first_ + index * lanes_ : rows_.data();
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
  constexpr std::size_t kMost = 4096 / sizeof(Real), kCached = (256 << 10) / sizeof(Real);
  const std::size_t numbers = width_ * lanes_;
  const bool is_in_rows = kind_ == Kind::column || kind_ == Kind::tiles;
  if (!is_in_rows || numbers > kMost || examples_ * width_ < kCached || (index + 2) * lanes_ > examples_) return {};
  return {first_ + (index + 1) * (kind_ == Kind::column ? lanes_ : step_), numbers};
}

/// The padding repeats the last example.
template <class Real> void InputBinding<Real>::pack(std::size_t index, Real* rows) const {
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    const Real* const example = first_ + std::min(index * lanes_ + lane, examples_ - 1) * width_;
    for (std::size_t i = 0; i < width_; ++i) rows[i * lanes_ + lane] = example[i];
  }
}

template class InputBinding<double>;
template class InputBinding<float>;
template void InputBinding<double>::convert(std::span<const float> values);
template void InputBinding<float>::convert(std::span<const double> values);

}  // namespace chainrule::program
