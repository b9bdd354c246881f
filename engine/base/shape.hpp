// The shape of one example's value: dense, row-major, rank 0 to 8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace chainrule {

/// Extents, outermost first; rank 0 is a scalar. An extent may be 0 (an empty tensor).
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 8;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> extents) : Shape(std::span(extents.begin(), extents.size())) {}
  /// Throws ShapeError for more than 8 axes, a negative extent, or more elements than memory can address.
  explicit Shape(std::span<const std::int64_t> extents);

  std::size_t rank() const { return rank_; }
  bool is_scalar() const { return rank_ == 0; }
  std::int64_t operator[](std::size_t axis) const { return extents_[axis]; }
  std::span<const std::int64_t> extents() const { return {extents_.data(), rank_}; }
  /// The number of elements.
  std::size_t size() const;
  friend bool operator==(const Shape& a, const Shape& b) = default;

 private:
  std::array<std::int64_t, kMaxRank> extents_{};  // zero beyond the rank, so that == may compare all
  std::uint8_t rank_ = 0;
};

/// "[2, 3]"; a scalar is "[]".
std::string to_text(const Shape& shape);

/// NumPy's rule: aligned at the last axis, extents equal or 1. Throws ShapeError naming both shapes.
Shape broadcast(const Shape& a, const Shape& b);

/// Whether `from` broadcasts to exactly `to`.
bool broadcasts_to(const Shape& from, const Shape& to);

/// The axis counted from the front; negative ones count from the back. Throws ShapeError if there is no such axis.
std::size_t resolve_axis(std::int64_t axis, std::size_t rank);

/// Elements to skip per axis of `to` when reading an array of shape `from` broadcast to it: 0 along broadcast axes.
std::array<std::size_t, Shape::kMaxRank> broadcast_strides(const Shape& from, const Shape& to);

/// Where element `index` of an array of shape `to` comes from in a dense array of shape `from` that is broadcast to it.
std::size_t broadcast_offset(std::size_t index, const Shape& from, const Shape& to);

}  // namespace chainrule
