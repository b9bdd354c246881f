// Ops that keep the elements and change the shape or the order.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>

#include <algorithm>

namespace chainrule {

/// v = the elements of x, in order, in another shape
struct Reshape {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<1> text{
      .name = "reshape",
      .args = {"x"},
      .attributes = {{{"shape", AttributeKind::integers, true}}},
      .summary = "The elements of x in another shape; one extent may be -1: whatever is left."};
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    Integers extents = integers_of(attributes, 0);
    std::array<std::int64_t, Shape::kMaxRank> to{};
    std::ranges::copy(extents.list(), to.begin());
    const auto unknown = std::ranges::find(std::span(to).first(extents.size()), -1);
    const bool has_unknown = unknown != std::span(to).first(extents.size()).end();
    if (has_unknown) *unknown = 1;
    const Shape known(std::span<const std::int64_t>(to).first(extents.size()));
    const std::size_t elements = in[0].size();
    if (has_unknown && known.size() != 0 && elements % known.size() == 0)
      *unknown = static_cast<std::int64_t>(elements / known.size());
    const Shape result(std::span<const std::int64_t>(to).first(extents.size()));
    if (result.size() != elements || (has_unknown && known.size() == 0))
      throw ShapeError(message("{} has {} elements, which do not fill the shape {}",
                               {to_text(in[0]), elements, list_text(extents)}));
    return result;
  }
  static void kernel(const StructuralCall& call) { std::copy_n(call.in[0].data, call.shape->size(), call.out); }
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return reshape(cotangent, Shape(in[0].shape()));
  }
  template <class X> static X jvp(std::size_t, const X& tangent, std::span<const X>, const X& out, const Attributes&) {
    return reshape(tangent, Shape(out.shape()));
  }
};

/// v = x with its axes in another order
struct Transpose {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<1> text{
      .name = "transpose",
      .args = {"x"},
      .latex = "{0}^\\top",
      .attributes = {{{"perm", AttributeKind::integers}}},
      .summary = "x with its axes in the order perm, or in reverse order if none is given."};
  using Order = std::array<std::size_t, Shape::kMaxRank>;

  /// For each axis of the result, the axis of x that it is.
  static Order order(const Shape& x, const Attributes& attributes) {
    const Integers perm = integers_of(attributes, 0);
    Order order{};
    if (perm.given() && perm.size() != x.rank())
      throw ShapeError(message("perm names {} axes of {}", {perm.size(), x.rank()}));
    axis_set(perm, x.rank());
    for (std::size_t axis = 0; axis < x.rank(); ++axis)
      order[axis] = perm.given() ? resolve_axis(perm[axis], x.rank()) : x.rank() - 1 - axis;
    return order;
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const Order from = order(in[0], attributes);
    std::array<std::int64_t, Shape::kMaxRank> extents{};
    for (std::size_t axis = 0; axis < in[0].rank(); ++axis) extents[axis] = in[0][from[axis]];
    return Shape(std::span<const std::int64_t>(extents).first(in[0].rank()));
  }
  static void kernel(const StructuralCall& call) {
    const Shape& x = *call.in[0].shape;
    const Order from = order(x, *call.attributes);
    const auto strides = dense_strides(x);
    StridedAxes axes;
    for (std::size_t axis = 0; axis < x.rank(); ++axis) axes.add(x[from[axis]], strides[from[axis]]);
    double* out = call.out;
    axes.for_each(0, [&](std::ptrdiff_t offset) { *out++ = call.in[0].data[offset]; });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    if (!attributes.has(0)) return transpose(cotangent);
    const Shape x = in[0].shape();
    const Order from = order(x, attributes);
    std::array<std::int64_t, Shape::kMaxRank> back{};
    for (std::size_t axis = 0; axis < x.rank(); ++axis) back[from[axis]] = static_cast<std::int64_t>(axis);
    return transpose(cotangent, Integers(std::span<const std::int64_t>(back).first(x.rank())));
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X&, const Attributes& attributes) {
    return transpose(tangent, integers_of(attributes, 0));
  }
};

}  // namespace chainrule
