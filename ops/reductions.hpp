// Reductions along axes: sum, mean, the largest and the smallest.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/carriers/number.hpp>
#include <chainrule/ops/pairwise_sum.hpp>

#include <limits>

namespace chainrule {

/// The common part of the reductions along axes: the attributes axis (all axes if it is not given) and keepdims.
struct AxisReduction {
  static constexpr bool kStructural = true;
  static constexpr std::array<AttributeSpec, 4> kAttributes{
      {{"axis", AttributeKind::integers}, {"keepdims", AttributeKind::boolean}}};

  static AxisSet axes(const Shape& shape, const Attributes& attributes) {
    const Integers given = integers_of(attributes, 0);
    return given.given() ? axis_set(given, shape.rank()) : all_axes(shape.rank());
  }
  static bool keeps(const Attributes& attributes) { return attributes.integer(1, 0) != 0; }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    return reduced_shape(in[0], axes(in[0], attributes), keeps(attributes));
  }
  /// Several operands are reduced element by element over the operands.
  static Shape shape_of_several(std::span<const Shape> in, const Attributes& attributes) {
    if (!attributes.empty())
      throw ShapeError("axis and keepdims go with one operand; several are reduced over the operands");
    Shape result = in[0];
    for (const Shape& shape : in.subspan(1)) result = broadcast(result, shape);
    return result;
  }
  /// How many elements become one.
  static double count(const Shape& shape, const Attributes& attributes) {
    double count = 1;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis)
      if (axes(shape, attributes)[axis]) count *= static_cast<double>(shape[axis]);
    return count;
  }
  /// A reduction's result, repeated along the axes that it was reduced along.
  template <class X> static X spread(const X& reduced, const Shape& shape, const Attributes& attributes) {
    return broadcast_to(reshape(reduced, reduced_shape(shape, axes(shape, attributes), true)), shape);
  }
};

inline void sum_along(const StructuralCall& call, AxisSet axes, double divisor) {
  const Groups groups(*call.in[0].shape, axes);
  groups.for_each([&](std::size_t number, std::ptrdiff_t first) {
    PairwiseSum sum;
    groups.for_each_of(first, [&](std::ptrdiff_t offset) { sum.add(call.in[0].data[offset]); });
    call.out[number] = sum.total() / divisor;
  });
}

/// v = Σ x along the axes
struct Sum : AxisReduction {
  static constexpr Structure kStructure = Structure::sum;
  static constexpr OpText<1> text{.name = "sum",
                                  .symbol = "Σ",
                                  .args = {"x"},
                                  .latex = "\\sum {0}",
                                  .attributes = kAttributes,
                                  .summary = "The sum along the axes, or of all elements."};
  static Shape kept_shape(const Shape& x, const Attributes& attributes) {
    return reduced_shape(x, axes(x, attributes), true);
  }
  static void kernel(const StructuralCall& call) { sum_along(call, axes(*call.in[0].shape, *call.attributes), 1); }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return spread(cotangent, Shape(in[0].shape()), attributes);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X&, const Attributes& attributes) {
    return sum(tangent, integers_of(attributes, 0), keeps(attributes));
  }
};

/// v = the mean of x along the axes
struct Mean : AxisReduction {
  static constexpr OpText<1> text{.name = "mean",
                                  .args = {"x"},
                                  .latex = "\\operatorname{mean} {0}",
                                  .attributes = kAttributes,
                                  .summary = "The mean along the axes, or of all elements; NaN of none."};
  static void kernel(const StructuralCall& call) {
    const Shape& shape = *call.in[0].shape;
    sum_along(call, axes(shape, *call.attributes), count(shape, *call.attributes));
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const Shape shape = in[0].shape();
    return spread(X(cotangent / count(shape, attributes)), shape, attributes);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X&, const Attributes& attributes) {
    return mean(tangent, integers_of(attributes, 0), keeps(attributes));
  }
};

/// The common part of amax and amin: k elements that tie share the cotangent, 1/k each. Of several operands the
/// extreme is taken over the operands, element by element.
struct ExtremeReduction : AxisReduction {
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    if (in.size() > 1) return shape_of_several(in, attributes);
    const Shape result = AxisReduction::shape(in, attributes);
    if (result.size() != 0 && in[0].size() == 0) throw ShapeError("there is no extreme of no elements");
    return result;
  }
  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    if (in.size() > 1) return sum_to(X(mul0(share_of(operand, in, out), cotangent)), Shape(in[operand].shape()));
    return mul0(shares(in[0], out, attributes), spread(cotangent, Shape(in[0].shape()), attributes));
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    if (in.size() > 1) return mul0(share_of(operand, in, out), broadcast_to(tangent, Shape(out.shape())));
    return sum(mul0(shares(in[0], out, attributes), tangent), integers_of(attributes, 0), keeps(attributes));
  }
  static void reduce(const StructuralCall& call, double start, Number (*choose)(Number, Number)) {
    if (call.in.size() > 1) return reduce_operands(call, start, choose);
    const Groups groups(*call.in[0].shape, axes(*call.in[0].shape, *call.attributes));
    groups.for_each([&](std::size_t number, std::ptrdiff_t first) {
      double extreme = start;
      groups.for_each_of(first, [&](std::ptrdiff_t offset) { extreme = choose(extreme, call.in[0].data[offset]); });
      call.out[number] = extreme;
    });
  }

 private:
  static void reduce_operands(const StructuralCall& call, double start, Number (*choose)(Number, Number)) {
    std::fill_n(call.out, call.shape->size(), start);
    for (const ArrayView& view : call.in)
      for (std::size_t i = 0; i < call.shape->size(); ++i)
        call.out[i] = choose(call.out[i], view.data[broadcast_offset(i, *view.shape, *call.shape)]);
  }
  /// 1/k where an element is one of the k extreme ones, else 0; NaN where the extreme is NaN.
  template <class X> static X shares(const X& x, const X& extreme, const Attributes& attributes) {
    const Shape shape = x.shape();
    const X is_extreme = x == spread(extreme, shape, attributes);
    return is_extreme / spread(sum(is_extreme, integers_of(attributes, 0), keeps(attributes)), shape, attributes);
  }
  /// The share of one of several operands.
  template <class X> static X share_of(std::size_t operand, std::span<const X> in, const X& extreme) {
    X count = in[0] == extreme;
    for (const X& x : in.subspan(1)) count = count + (x == extreme);
    return (in[operand] == extreme) / count;
  }
};

/// v = the largest element along the axes
struct Amax : ExtremeReduction {
  static constexpr OpText<1> text{
      .name = "amax",
      .symbol = "max",
      .args = {"x"},
      .latex = "\\max {0}",
      .gated = true,
      .variadic = true,
      .attributes = kAttributes,
      .summary =
          "The largest along the axes, or of all elements; of several operands, over them. Ties share the "
          "cotangent."};
  template <class T> static T fold(T a, T b) { return max(a, b); }
  static void kernel(const StructuralCall& call) {
    reduce(call, -std::numeric_limits<double>::infinity(), &fold<Number>);
  }
};

/// v = the smallest element along the axes
struct Amin : ExtremeReduction {
  static constexpr OpText<1> text{
      .name = "amin",
      .symbol = "min",
      .args = {"x"},
      .latex = "\\min {0}",
      .gated = true,
      .variadic = true,
      .attributes = kAttributes,
      .summary =
          "The smallest along the axes, or of all elements; of several operands, over them. Ties share the "
          "cotangent."};
  template <class T> static T fold(T a, T b) { return min(a, b); }
  static void kernel(const StructuralCall& call) {
    reduce(call, std::numeric_limits<double>::infinity(), &fold<Number>);
  }
};

}  // namespace chainrule
