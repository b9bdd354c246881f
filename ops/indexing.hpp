// Picking by index and its opposite, adding to places. Indices are numbers in a tensor: whole ones, from 0, or from -1
// for the last.
#pragma once

#include <chainrule/engine/base/number_text.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>

#include <algorithm>
#include <cmath>

namespace chainrule {

/// The number as an index from `least` on and below `extent`. Throws InputError naming the value and `what` it is.
inline std::int64_t whole_number(double value, std::int64_t least, std::int64_t extent, const char* what) {
  if (std::trunc(value) != value)
    throw InputError(message("{} is no {}: it is not a whole number", {number_text(value), what}));
  if (!(value >= static_cast<double>(least) && value < static_cast<double>(extent)))
    throw InputError(message("{} is no {}: they go from {} to {}", {number_text(value), what, least, extent - 1}));
  return static_cast<std::int64_t>(value);
}

/// An array as outer × extent × inner, where the axis in the middle is the one that indices address.
struct IndexedAxis {
  IndexedAxis(const Shape& shape, std::size_t axis) : extent(shape[axis]) {
    for (std::size_t i = 0; i < axis; ++i) outer *= static_cast<std::size_t>(shape[i]);
    for (std::size_t i = axis + 1; i < shape.rank(); ++i) inner *= static_cast<std::size_t>(shape[i]);
  }

  /// The index, counted from the front.
  std::size_t place(double index) const {
    const std::int64_t whole = whole_number(index, -extent, extent, "index");
    return static_cast<std::size_t>(whole < 0 ? whole + extent : whole);
  }

  /// Calls visit(offset in the array, offset among the picked) for each run of `inner` elements.
  template <class Visit> void for_each_run(std::span<const double> indices, Visit visit) const {
    const auto length = static_cast<std::size_t>(extent);
    for (std::size_t k = 0; k < indices.size(); ++k) {
      const std::size_t at = place(indices[k]);
      for (std::size_t o = 0; o < outer; ++o) visit((o * length + at) * inner, (o * indices.size() + k) * inner);
    }
  }

  std::size_t outer = 1, inner = 1;
  std::int64_t extent;
};

/// `shape` with `count` of its axes from `axis` on replaced by others. ShapeError if that makes more than 8.
inline Shape with_axes_replaced(const Shape& shape, std::size_t axis, std::size_t count,
                                std::span<const std::int64_t> replacement) {
  std::array<std::int64_t, 2 * Shape::kMaxRank> extents{};
  const auto old = shape.extents();
  auto end = std::ranges::copy(old.first(axis), extents.begin()).out;
  end = std::ranges::copy(replacement, end).out;
  end = std::ranges::copy(old.subspan(axis + count), end).out;
  return Shape(std::span<const std::int64_t>(extents.begin(), end));
}

/// v = x[indices] along the axis: the shape of the indices stands in the axis's place
struct Gather {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<2> text{
      .name = "gather",
      .args = {"x", "indices"},
      .not_differentiable = {false, true},
      .latex = "{0}_{{1}}",
      .gated = true,
      .attributes = {{{"axis", AttributeKind::integer}}},
      .summary = "The elements of x at the indices along the axis, the first if none is given."};
  static std::size_t axis(const Shape& x, const Attributes& attributes) {
    return resolve_axis(attributes.integer(0, 0), x.rank());
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    return with_axes_replaced(in[0], axis(in[0], attributes), 1, in[1].extents());
  }
  static void kernel(const StructuralCall& call) {
    const IndexedAxis indexed(*call.in[0].shape, axis(*call.in[0].shape, *call.attributes));
    indexed.for_each_run({call.in[1].data, call.in[1].shape->size()}, [&](std::size_t from, std::size_t to) {
      std::copy_n(call.in[0].data + from, indexed.inner, call.out + to);
    });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const Shape shape = in[0].shape();
    const std::size_t along = axis(shape, attributes);
    return scatter_add(cotangent, in[1], static_cast<std::int64_t>(along), shape[along]);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return gather(tangent, in[1], attributes.integer(0, 0));
  }
};

/// v = zeros, to which x is added at the indices along the axis: the opposite of gather
struct ScatterAdd {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::placement;
  static constexpr OpText<2> text{
      .name = "scatter_add",
      .args = {"x", "indices"},
      .not_differentiable = {false, true},
      .attributes = {{{"axis", AttributeKind::integer, true}, {"extent", AttributeKind::integer, true}}},
      .summary = "Zeros, to which x is added at the indices along an axis of that extent."};
  /// The axis of the result.
  static std::size_t axis(std::span<const Shape> in, const Attributes& attributes) {
    if (in[0].rank() < in[1].rank()) throw ShapeError("x has fewer axes than the indices");
    return resolve_axis(attributes.integer(0, 0), in[0].rank() - in[1].rank() + 1);
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const std::size_t along = axis(in, attributes);
    const auto places = in[0].extents().subspan(along, in[1].rank());
    if (!std::ranges::equal(places, in[1].extents()))
      throw ShapeError(
          message("the indices have shape {}, x has {} in its place", {to_text(in[1]), to_text(Shape(places))}));
    const std::int64_t extent = attributes.integer(1, 0);
    return with_axes_replaced(in[0], along, in[1].rank(), {&extent, 1});
  }
  static void kernel(const StructuralCall& call) {
    const Shape shapes[] = {*call.in[0].shape, *call.in[1].shape};
    const IndexedAxis indexed(*call.shape, axis(shapes, *call.attributes));
    std::fill_n(call.out, call.shape->size(), 0.0);
    indexed.for_each_run({call.in[1].data, shapes[1].size()}, [&](std::size_t to, std::size_t from) {
      for (std::size_t i = 0; i < indexed.inner; ++i) call.out[to + i] += call.in[0].data[from + i];
    });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const Shape shapes[] = {in[0].shape(), in[1].shape()};
    return gather(cotangent, in[1], static_cast<std::int64_t>(axis(shapes, attributes)));
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return scatter_add(tangent, in[1], attributes.integer(0, 0), attributes.integer(1, 0));
  }
};

}  // namespace chainrule
