#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/base/shape.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace chainrule {

Shape::Shape(std::span<const std::int64_t> extents) {
  if (extents.size() > kMaxRank) throw ShapeError(fmt::format("a shape has at most 8 axes, not {}", extents.size()));
  constexpr std::int64_t kMostElements = std::int64_t{1} << 48;
  std::int64_t elements = 1;
  for (const std::int64_t extent : extents) {
    if (extent < 0) throw ShapeError(fmt::format("an extent cannot be negative: {}", extent));
    if (extent != 0 && elements > kMostElements / extent)
      throw ShapeError("a shape has more elements than memory can hold");
    elements *= std::max<std::int64_t>(extent, 1);
    extents_[rank_++] = extent;
  }
}

std::size_t Shape::size() const {
  std::size_t elements = 1;
  for (const std::int64_t extent : extents()) elements *= static_cast<std::size_t>(extent);
  return elements;
}

std::string to_text(const Shape& shape) {
  std::string text;
  for (const std::int64_t extent : shape.extents()) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "[" + text + "]";
}

Shape broadcast(const Shape& a, const Shape& b) {
  if (a == b || b.is_scalar()) return a;
  const std::size_t rank = std::max(a.rank(), b.rank());
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  for (std::size_t back = 1; back <= rank; ++back) {
    const std::int64_t left = back <= a.rank() ? a[a.rank() - back] : 1;
    const std::int64_t right = back <= b.rank() ? b[b.rank() - back] : 1;
    if (left != right && left != 1 && right != 1)
      throw ShapeError(fmt::format("shapes {} and {} do not broadcast: {} against {} on axis {} from the back",
                                   to_text(a), to_text(b), left, right, back));
    extents[rank - back] = left == 1 ? right : left;
  }
  return Shape(std::span(extents.data(), rank));
}

bool broadcasts_to(const Shape& from, const Shape& to) {
  if (from.rank() > to.rank()) return false;
  for (std::size_t back = 1; back <= from.rank(); ++back) {
    const std::int64_t extent = from[from.rank() - back];
    if (extent != 1 && extent != to[to.rank() - back]) return false;
  }
  return true;
}

std::size_t resolve_axis(std::int64_t axis, std::size_t rank) {
  const auto limit = static_cast<std::int64_t>(rank);
  if (axis < -limit || axis >= limit) throw ShapeError(fmt::format("there is no axis {} in rank {}", axis, rank));
  return static_cast<std::size_t>(axis < 0 ? axis + limit : axis);
}

std::array<std::size_t, Shape::kMaxRank> broadcast_strides(const Shape& from, const Shape& to) {
  std::array<std::size_t, Shape::kMaxRank> strides{};
  std::size_t stride = 1;
  for (std::size_t back = 1; back <= from.rank(); ++back) {
    const std::int64_t extent = from[from.rank() - back];
    strides[to.rank() - back] = extent == 1 ? 0 : stride;
    stride *= static_cast<std::size_t>(extent);
  }
  return strides;
}

std::size_t broadcast_offset(std::size_t index, const Shape& from, const Shape& to) {
  if (from == to) return index;
  const auto strides = broadcast_strides(from, to);
  std::size_t offset = 0;
  for (std::size_t axis = to.rank(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(to[axis]);
    offset += index % extent * strides[axis];
    index /= extent;
  }
  return offset;
}

}  // namespace chainrule
