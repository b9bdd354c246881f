// The axes that an op works on, and walks over the elements that lie along them.
#pragma once

#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/message.hpp>
#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/op/op.hpp>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace chainrule {

/// A few whole numbers, as attributes take them: one number or a list. Default-made, it was not given.
class Integers {
 public:
  Integers() = default;
  Integers(std::int64_t number) : Integers({number}) {}     // NOLINT: sum(x, 1)
  Integers(int number) : Integers(std::int64_t{number}) {}  // NOLINT
  Integers(std::initializer_list<std::int64_t> list) : Integers(std::span(list.begin(), list.size())) {}
  Integers(const Shape& shape) : Integers(shape.extents()) {}  // NOLINT
  /// Throws ShapeError for more than 8 numbers, for no list is longer than a shape.
  Integers(std::span<const std::int64_t> list) : count_(list.size()), given_(true) {  // NOLINT
    if (list.size() > numbers_.size()) throw ShapeError(message("at most 8 axes can be named, not {}", {list.size()}));
    for (std::size_t i = 0; i < count_; ++i) numbers_[i] = list[i];
  }

  bool given() const { return given_; }
  std::size_t size() const { return count_; }
  std::int64_t operator[](std::size_t index) const { return numbers_[index]; }
  std::span<const std::int64_t> list() const { return {numbers_.data(), count_}; }

 private:
  std::array<std::int64_t, Shape::kMaxRank> numbers_{};
  std::size_t count_ = 0;
  bool given_ = false;
};

inline Integers integers_of(const Attributes& attributes, std::size_t index) {
  return attributes.has(index) ? Integers(attributes.list(index)) : Integers();
}

/// Sets an attribute; left out if it was not given. The numbers stay where they are.
inline void set_attribute(Attributes& attributes, std::size_t index, const Integers& numbers) {
  attributes.present[index] = numbers.given();
  attributes.values[index] = numbers.list();
}
void set_attribute(Attributes& attributes, std::size_t index, Integers&& numbers) = delete;

/// "[2, -1]"
inline std::string list_text(const Integers& numbers) {
  std::string text;
  for (const std::int64_t number : numbers.list()) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "[" + text + "]";
}

using AxisSet = std::bitset<Shape::kMaxRank>;

/// Throws ShapeError for an axis that is not there or is named twice.
inline AxisSet axis_set(const Integers& axes, std::size_t rank) {
  AxisSet set;
  for (const std::int64_t axis : axes.list()) {
    const std::size_t index = resolve_axis(axis, rank);
    if (set[index]) throw ShapeError(message("axis {} is named twice", {axis}));
    set[index] = true;
  }
  return set;
}

inline AxisSet all_axes(std::size_t rank) {
  AxisSet set;
  for (std::size_t axis = 0; axis < rank; ++axis) set[axis] = true;
  return set;
}

/// The shape after reducing along the axes; with `keepdims` they stay, with extent 1.
inline Shape reduced_shape(const Shape& shape, AxisSet axes, bool keepdims) {
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  std::size_t rank = 0;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    if (!axes[axis])
      extents[rank++] = shape[axis];
    else if (keepdims)
      extents[rank++] = 1;
  }
  return Shape(std::span(extents.data(), rank));
}

/// Distances between neighbours along each axis of a dense array.
inline std::array<std::ptrdiff_t, Shape::kMaxRank> dense_strides(const Shape& shape) {
  std::array<std::ptrdiff_t, Shape::kMaxRank> strides{};
  std::ptrdiff_t stride = 1;
  for (std::size_t axis = shape.rank(); axis-- > 0;) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/// Axes of an array with the distances between neighbours along each.
class StridedAxes {
 public:
  void add(std::int64_t extent, std::ptrdiff_t stride) {
    extents_[rank_] = extent;
    strides_[rank_++] = stride;
  }

  /// Calls visit(offset) for every position along the axes, the last one fastest.
  template <class Visit> void for_each(std::ptrdiff_t offset, Visit visit) const {
    if (rank_ == 0) {
      visit(offset);
      return;
    }
    const std::size_t last = rank_ - 1;
    std::array<std::int64_t, Shape::kMaxRank> position{};
    for (std::size_t axis = 0; axis < rank_; ++axis)
      if (extents_[axis] == 0) return;
    do {
      for (std::int64_t i = 0; i < extents_[last]; ++i) visit(offset + i * strides_[last]);
    } while (advance(position, offset));
  }

 private:
  /// To the next position of the axes before the last; false after the end.
  bool advance(std::array<std::int64_t, Shape::kMaxRank>& position, std::ptrdiff_t& offset) const {
    for (std::size_t axis = rank_ - 1; axis-- > 0;) {
      offset += strides_[axis];
      if (++position[axis] < extents_[axis]) return true;
      offset -= strides_[axis] * extents_[axis];
      position[axis] = 0;
    }
    return false;
  }

  std::array<std::int64_t, Shape::kMaxRank> extents_{};
  std::array<std::ptrdiff_t, Shape::kMaxRank> strides_{};
  std::size_t rank_ = 0;
};

/// A dense array as groups of elements: those of one group differ only in their places along the reduced axes.
class Groups {
 public:
  Groups(const Shape& shape, AxisSet reduced) {
    const auto strides = dense_strides(shape);
    for (std::size_t axis = 0; axis < shape.rank(); ++axis)
      (reduced[axis] ? within_ : between_).add(shape[axis], strides[axis]);
  }

  /// Calls visit(the group's number, its first element's offset), in the order of the reduction's result.
  template <class Visit> void for_each(Visit visit) const {
    std::size_t number = 0;
    between_.for_each(0, [&](std::ptrdiff_t first) { visit(number++, first); });
  }

  /// Calls visit(offset) for each element of the group that begins there.
  template <class Visit> void for_each_of(std::ptrdiff_t first, Visit visit) const { within_.for_each(first, visit); }

 private:
  StridedAxes between_, within_;
};

}  // namespace chainrule
