// Parts of a tensor: taking them, putting them back, joining them.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>

#include <algorithm>

namespace chainrule {

/// A regular grid of places in a dense array: along each axis a start, a step and a count.
struct Grid {
  std::array<std::int64_t, Shape::kMaxRank> start{}, step{}, count{};
  std::size_t rank = 0;

  Shape shape() const { return Shape(std::span<const std::int64_t>(count).first(rank)); }

  /// Calls visit(offset in the array) for each place, in order.
  template <class Visit> void for_each(const Shape& array, Visit visit) const {
    const auto strides = dense_strides(array);
    StridedAxes axes;
    std::ptrdiff_t first = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      first += start[axis] * strides[axis];
      axes.add(count[axis], step[axis] * strides[axis]);
    }
    axes.for_each(first, visit);
  }
};

/// v = x[start:stop:step] along axes
struct Slice {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<1> text{.name = "slice",
                                  .args = {"x"},
                                  .gated = true,
                                  .attributes = {{{"axis", AttributeKind::integers},
                                                  {"start", AttributeKind::integers},
                                                  {"stop", AttributeKind::integers},
                                                  {"step", AttributeKind::integers}}},
                                  .summary =
                                      "x[start:stop:step] as Python cuts it, along each axis of the list, or along "
                                      "the first ones."};
  /// Python's rules: negative bounds count from the end and all are held inside. Throws ShapeError.
  static Grid grid(const Shape& x, const Attributes& attributes) {
    const Integers axis = integers_of(attributes, 0), start = integers_of(attributes, 1);
    const Integers stop = integers_of(attributes, 2), step = integers_of(attributes, 3);
    const std::size_t cuts = std::max({axis.size(), start.size(), stop.size(), step.size()});
    for (const Integers& list : {axis, start, stop, step})
      if (list.given() && list.size() != cuts)
        throw ShapeError("axis, start, stop and step should be equally long lists");
    axis_set(axis, x.rank());
    if (cuts > x.rank()) throw ShapeError(message("{} cuts are more than there are axes", {cuts}));
    Grid grid{.start = {}, .step = {}, .count = {}, .rank = x.rank()};
    grid.step.fill(1);
    std::ranges::copy(x.extents(), grid.count.begin());
    for (std::size_t i = 0; i < cuts; ++i) {
      const std::size_t along = axis.given() ? resolve_axis(axis[i], x.rank()) : i;
      cut(grid, along, x[along], start.given() ? &start.list()[i] : nullptr, stop.given() ? &stop.list()[i] : nullptr,
          step.given() ? step[i] : 1);
    }
    return grid;
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    return grid(in[0], attributes).shape();
  }
  static void kernel(const StructuralCall& call) {
    const Shape& x = *call.in[0].shape;
    double* out = call.out;
    grid(x, *call.attributes).for_each(x, [&](std::ptrdiff_t offset) { *out++ = call.in[0].data[offset]; });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const Shape shape = in[0].shape();
    const Grid places = grid(shape, attributes);
    return pad_slice(cotangent, shape, std::span(places.start).first(places.rank),
                     std::span(places.step).first(places.rank));
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X&, const Attributes& attributes) {
    return slice(tangent, integers_of(attributes, 0), integers_of(attributes, 1), integers_of(attributes, 2),
                 integers_of(attributes, 3));
  }

 private:
  static void cut(Grid& grid, std::size_t axis, std::int64_t extent, const std::int64_t* start,
                  const std::int64_t* stop, std::int64_t step) {
    if (step == 0) throw ShapeError("a step cannot be 0");
    const bool up = step > 0;
    const std::int64_t low = up ? 0 : -1, high = up ? extent : extent - 1;
    const auto held = [&](std::int64_t bound) { return std::clamp(bound < 0 ? bound + extent : bound, low, high); };
    const std::int64_t from = start != nullptr ? held(*start) : (up ? low : high);
    const std::int64_t to = stop != nullptr ? held(*stop) : (up ? high : low);
    const std::int64_t way = up ? to - from : from - to;
    const std::int64_t stride = up ? std::min(step, extent + 1) : -std::max(step, -extent - 1);
    grid.start[axis] = from;
    grid.step[axis] = up ? stride : -stride;
    grid.count[axis] = way <= 0 ? 0 : (way - 1) / stride + 1;
  }
};

/// v = zeros of the shape, with x at start, start + step, ... along each axis: the opposite of slice
struct PadSlice {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<1> text{.name = "pad_slice",
                                  .args = {"x"},
                                  .attributes = {{{"shape", AttributeKind::integers, true},
                                                  {"start", AttributeKind::integers, true},
                                                  {"step", AttributeKind::integers, true}}},
                                  .summary = "Zeros of the shape, with x at start, start + step, ... along each axis."};
  static Grid grid(const Shape& x, const Attributes& attributes) {
    const Integers start = integers_of(attributes, 1), step = integers_of(attributes, 2);
    Grid grid{.start = {}, .step = {}, .count = {}, .rank = x.rank()};
    std::ranges::copy(start.list(), grid.start.begin());
    std::ranges::copy(step.list(), grid.step.begin());
    std::ranges::copy(x.extents(), grid.count.begin());
    return grid;
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const Shape to(attributes.list(0));
    const Integers start = integers_of(attributes, 1), step = integers_of(attributes, 2);
    if (to.rank() != in[0].rank() || start.size() != to.rank() || step.size() != to.rank())
      throw ShapeError("shape, start and step should have one number per axis of x");
    for (std::size_t axis = 0; axis < to.rank(); ++axis)
      if (!fits(in[0][axis], to[axis], start[axis], step[axis]))
        throw ShapeError(message("{} elements from {} by steps of {} do not fit along axis {} of {}",
                                 {in[0][axis], start[axis], step[axis], axis, to_text(to)}));
    return to;
  }
  static void kernel(const StructuralCall& call) {
    std::fill_n(call.out, call.shape->size(), 0.0);
    const double* x = call.in[0].data;
    grid(*call.in[0].shape, *call.attributes).for_each(*call.shape, [&](std::ptrdiff_t offset) {
      call.out[offset] = *x++;
    });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const Grid from = grid(Shape(in[0].shape()), attributes);
    const Shape to(attributes.list(0));
    std::array<std::int64_t, Shape::kMaxRank> stop{};
    for (std::size_t axis = 0; axis < from.rank; ++axis) {
      const std::int64_t last = from.start[axis] + from.step[axis] * (from.count[axis] - 1);
      stop[axis] = from.step[axis] > 0 ? last + 1 : last - 1;
      if (from.count[axis] == 0) stop[axis] = from.start[axis];
      if (stop[axis] < 0) stop[axis] = -to[axis] - 1;  // before the first, as Python's bounds say it
    }
    return slice(cotangent, {}, std::span(from.start).first(from.rank),
                 std::span<const std::int64_t>(stop).first(from.rank), std::span(from.step).first(from.rank));
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X&, const Attributes& attributes) {
    return pad_slice(tangent, Shape(attributes.list(0)), attributes.list(1), attributes.list(2));
  }

 private:
  static bool fits(std::int64_t count, std::int64_t extent, std::int64_t start, std::int64_t step) {
    if (step == 0 || step > extent + 1 || step < -extent - 1 || start < -1 || start > extent) return false;
    if (count == 0) return true;
    if (start < 0 || start == extent) return false;
    const std::int64_t room = step > 0 ? extent - 1 - start : start;
    return count - 1 <= room / (step > 0 ? step : -step);
  }
};

/// v = the operands, one after another along the axis
struct Concat {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::movement;
  static constexpr OpText<1> text{
      .name = "concat",
      .args = {"x"},
      .variadic = true,
      .attributes = {{{"axis", AttributeKind::integer}}},
      .summary = "The operands one after another along the axis, the first if none is given."};
  static std::size_t axis(const Shape& x, const Attributes& attributes) {
    return resolve_axis(attributes.integer(0, 0), x.rank());
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const std::size_t along = axis(in[0], attributes);
    std::array<std::int64_t, Shape::kMaxRank> extents{};
    std::ranges::copy(in[0].extents(), extents.begin());
    extents[along] = 0;
    for (const Shape& part : in) {
      for (std::size_t i = 0; i < in[0].rank(); ++i)
        if (part.rank() != in[0].rank() || (i != along && part[i] != in[0][i]))
          throw ShapeError(
              message("shapes {} and {} do not join along axis {}", {to_text(in[0]), to_text(part), along}));
      extents[along] += part[along];
    }
    return Shape(std::span<const std::int64_t>(extents).first(in[0].rank()));
  }
  static void kernel(const StructuralCall& call) {
    const std::size_t along = axis(*call.shape, *call.attributes);
    std::size_t outer = 1, inner = 1;
    for (std::size_t i = 0; i < along; ++i) outer *= static_cast<std::size_t>((*call.shape)[i]);
    for (std::size_t i = along + 1; i < call.shape->rank(); ++i) inner *= static_cast<std::size_t>((*call.shape)[i]);
    double* out = call.out;
    for (std::size_t o = 0; o < outer; ++o) {
      for (const ArrayView& part : call.in) {
        const std::size_t run = static_cast<std::size_t>((*part.shape)[along]) * inner;
        out = std::copy_n(part.data + o * run, run, out);
      }
    }
  }
  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const std::size_t along = axis(Shape(in[0].shape()), attributes);
    const std::int64_t start = offset(operand, in, along);
    return slice(cotangent, static_cast<std::int64_t>(along), start, start + in[operand].shape()[along]);
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    const Shape shape = out.shape();
    const std::size_t along = axis(shape, attributes);
    std::array<std::int64_t, Shape::kMaxRank> start{}, step{};
    step.fill(1);
    start[along] = offset(operand, in, along);
    return pad_slice(tangent, shape, std::span<const std::int64_t>(start).first(shape.rank()),
                     std::span<const std::int64_t>(step).first(shape.rank()));
  }

 private:
  /// Where the operand begins along the axis.
  template <class X> static std::int64_t offset(std::size_t operand, std::span<const X> in, std::size_t axis) {
    std::int64_t start = 0;
    for (std::size_t i = 0; i < operand; ++i) start += in[i].shape()[axis];
    return start;
  }
};

}  // namespace chainrule
