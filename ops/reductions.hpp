// Reductions along axes: sum, mean, the largest and the smallest.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/carriers/number.hpp>
#include <chainrule/ops/pairwise_sum.hpp>

#include <limits>

namespace chainrule {

/// The common part of the reductions along axes: the attributes axis (all axes if it is not said) and keepdims.
struct AxisReduction {
  static constexpr bool kStructural = true;
  static constexpr std::array<AttributeSpec, 4> kAttributes{
      {{"axis", AttributeKind::integers}, {"keepdims", AttributeKind::boolean}}};

  static AxisSet axes(const Shape& shape, const Attributes& attributes) {
    const Integers said = integers_of(attributes, 0);
    return said.said() ? axis_set(said, shape.rank()) : all_axes(shape.rank());
  }
  static bool keeps(const Attributes& attributes) { return attributes.integer(1, 0) != 0; }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    return reduced_shape(in[0], axes(in[0], attributes), keeps(attributes));
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

/// The common part of amax and amin: k elements that tie share the cotangent, 1/k each.
struct ExtremeReduction : AxisReduction {
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const Shape result = AxisReduction::shape(in, attributes);
    if (result.size() != 0 && in[0].size() == 0) throw ShapeError("there is no extreme of no elements");
    return result;
  }
  /// 1/k where an element is one of the k extreme ones, else 0; NaN where the extreme is NaN.
  template <class X> static X shares(const X& x, const X& extreme, const Attributes& attributes) {
    const Shape shape = x.shape();
    const X is_extreme = x == spread(extreme, shape, attributes);
    return is_extreme / spread(sum(is_extreme, integers_of(attributes, 0), keeps(attributes)), shape, attributes);
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X& out, const Attributes& attributes) {
    return mul0(shares(in[0], out, attributes), spread(cotangent, Shape(in[0].shape()), attributes));
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X& out, const Attributes& attributes) {
    return sum(mul0(shares(in[0], out, attributes), tangent), integers_of(attributes, 0), keeps(attributes));
  }
  static void reduce(const StructuralCall& call, double start, Number (*choose)(Number, Number)) {
    const Groups groups(*call.in[0].shape, axes(*call.in[0].shape, *call.attributes));
    groups.for_each([&](std::size_t number, std::ptrdiff_t first) {
      double extreme = start;
      groups.for_each_of(first, [&](std::ptrdiff_t offset) { extreme = choose(extreme, call.in[0].data[offset]); });
      call.out[number] = extreme;
    });
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
      .attributes = kAttributes,
      .summary = "The largest along the axes, or of all elements; ties share the cotangent."};
  static void kernel(const StructuralCall& call) { reduce(call, -std::numeric_limits<double>::infinity(), &max); }
};

/// v = the smallest element along the axes
struct Amin : ExtremeReduction {
  static constexpr OpText<1> text{
      .name = "amin",
      .symbol = "min",
      .args = {"x"},
      .latex = "\\min {0}",
      .gated = true,
      .attributes = kAttributes,
      .summary = "The smallest along the axes, or of all elements; ties share the cotangent."};
  static void kernel(const StructuralCall& call) { reduce(call, std::numeric_limits<double>::infinity(), &min); }
};

}  // namespace chainrule
