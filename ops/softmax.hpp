// Logarithms of sums of exponentials, and their derivative, the softmax.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/carriers/number.hpp>
#include <chainrule/ops/pairwise_sum.hpp>
#include <chainrule/ops/reductions.hpp>

#include <limits>
#include <vector>

namespace chainrule {

#include <chainrule/ops/carriers/exponential_sum.inl>

/// for_each(visit) calls visit(x) for each number.
template <class ForEach> ExponentialSum<Number> exponential_sum(ForEach for_each) {
  ExponentialSum<Number> result{ExponentialSum<Number>::kLeast, 0};
  for_each([&](double x) { result.largest = max(result.largest, Number(x)); });
  PairwiseSum others;
  bool is_apart = false;
  for_each([&](double x) {
    if (Number(x) == result.largest && !is_apart)
      is_apart = true;
    else
      others.add(exp(result.shifted(Number(x))));
  });
  result.others = others.total();
  return result;
}

/// Calls visit(exponential sum, number, first) for each group of an operand's elements along the axes.
template <class Visit> void for_each_exponential_sum(const ArrayView& in, const Groups& groups, Visit visit) {
  groups.for_each([&](std::size_t number, std::ptrdiff_t first) {
    const auto sum = exponential_sum([&](auto visit_number) {
      groups.for_each_of(first, [&](std::ptrdiff_t offset) { visit_number(in.data[offset]); });
    });
    visit(sum, number, first);
  });
}

/// v = log Σ e^x along the axes; of several operands, element by element over the operands
struct LogSumExp : AxisReduction {
  static constexpr OpText<1> text{
      .name = "logsumexp",
      .args = {"x"},
      .latex = "\\log \\sum e^{{0}}",
      .variadic = true,
      .attributes = kAttributes,
      .summary = "log Σ e^x along the axes, or of all elements; of several operands, over them."};

  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    return in.size() > 1 ? shape_of_several(in, attributes) : AxisReduction::shape(in, attributes);
  }

  static void kernel(const StructuralCall& call) {
    if (call.in.size() > 1) {
      over_operands(call);
      return;
    }
    const Groups groups(*call.in[0].shape, axes(*call.in[0].shape, *call.attributes));
    for_each_exponential_sum(call.in[0], groups,
                             [&](const ExponentialSum<Number>& sum, std::size_t number, std::ptrdiff_t) {
                               call.out[number] = sum.logarithm();
                             });
  }

  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    const Shape shape = in[operand].shape();
    if (in.size() > 1) return sum_to(X(cotangent * weight_of_operand(operand, in, Shape(out.shape()))), shape);
    return weights(in[0], attributes) * spread(cotangent, shape, attributes);
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    if (in.size() > 1) return weight_of_operand(operand, in, Shape(out.shape())) * tangent;
    return sum(X(weights(in[0], attributes) * tangent), integers_of(attributes, 0), keeps(attributes));
  }

 private:
  static void over_operands(const StructuralCall& call) {
    const std::size_t size = call.shape->size();
    for (std::size_t i = 0; i < size; ++i) {
      const auto sum = exponential_sum([&](auto visit) {
        for (const ArrayView& view : call.in) visit(view.data[broadcast_offset(i, *view.shape, *call.shape)]);
      });
      call.out[i] = sum.logarithm();
    }
  }

  /// The slopes along the axes; of a scalar, that of a single element.
  template <class X> static X weights(const X& x, const Attributes& attributes) {
    const Shape shape = x.shape();
    if (shape.is_scalar()) return reshape(logsumexp_slope(reshape(x, Shape{1})), shape);
    const Integers given = integers_of(attributes, 0);
    if (given.given()) return logsumexp_slope(x, given);
    std::array<std::int64_t, Shape::kMaxRank> every{};
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) every[axis] = static_cast<std::int64_t>(axis);
    return logsumexp_slope(x, Integers(std::span<const std::int64_t>(every).first(shape.rank())));
  }

  /// The slopes over the operands: their row for one of them.
  template <class X> static X weight_of_operand(std::size_t operand, std::span<const X> in, const Shape& shape) {
    const auto size = static_cast<std::int64_t>(shape.size());
    std::vector<X> rows;
    for (const X& x : in) rows.push_back(reshape(broadcast_to(x, shape), Shape{1, size}));
    const X all = logsumexp_slope(concat(std::span<const X>(rows), 0), 0);
    const auto row = static_cast<std::int64_t>(operand);
    return reshape(slice(all, 0, row, row + 1), shape);
  }
};

/// The common part of softmax and log_softmax: the result has the operand's shape; axis is the last if it is not given.
struct AlongAxes {
  static constexpr bool kStructural = true;
  static constexpr std::array<AttributeSpec, 4> kAttributes{{{"axis", AttributeKind::integers}}};

  static AxisSet axes(const Shape& shape, const Attributes& attributes) {
    const Integers given = integers_of(attributes, 0);
    return axis_set(given.given() ? given : Integers(-1), shape.rank());
  }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    axes(in[0], attributes);
    return in[0];
  }
  /// The sum along the axes, which stay with extent 1.
  template <class X> static X total(const X& x, const Attributes& attributes) {
    const Integers given = integers_of(attributes, 0);
    return sum(x, given.given() ? given : Integers(-1), true);
  }
  /// x minus its mean with the weights, which add up to 1. Where one weight is almost all, the element with that weight
  /// keeps of the difference what rounding leaves; that is why it is taken a second time, of what is left.
  template <class X> static X centred(const X& x, const X& weights, const Attributes& attributes) {
    const X once = x - total(X(weights * x), attributes);
    return once - total(X(weights * once), attributes);
  }
};

/// The derivative of p = e^x / Σ e^x: its Jacobian is symmetric.
struct ExponentialShares : AlongAxes {
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X>, const X& out, const Attributes& attributes) {
    return out * centred(cotangent, out, attributes);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X>, const X& out, const Attributes& attributes) {
    return out * centred(tangent, out, attributes);
  }
};

/// v = e^x / Σ e^x along the axis
struct Softmax : ExponentialShares {
  static constexpr OpText<1> text{.name = "softmax",
                                  .args = {"x"},
                                  .latex = "\\operatorname{softmax} {0}",
                                  .attributes = kAttributes,
                                  .summary = "e^x / Σ e^x along the axis, the last if none is given."};
  static void kernel(const StructuralCall& call) {
    const Groups groups(*call.shape, axes(*call.shape, *call.attributes));
    for_each_exponential_sum(
        call.in[0], groups, [&](const ExponentialSum<Number>& sum, std::size_t, std::ptrdiff_t first) {
          groups.for_each_of(first,
                             [&](std::ptrdiff_t at) { call.out[at] = sum.softmax(Number(call.in[0].data[at])); });
        });
  }
};

/// v = e^x / Σ e^x along the axis, but 0 where all x are -inf: the derivative of logsumexp
struct LogSumExpSlope : ExponentialShares {
  static constexpr OpText<1> text{.name = "logsumexp_slope",
                                  .symbol = "softmax",
                                  .args = {"x"},
                                  .latex = "\\operatorname{softmax} {0}",
                                  .attributes = kAttributes,
                                  .summary = "The derivative of logsumexp: softmax, but 0 where all x are -inf."};
  static void kernel(const StructuralCall& call) {
    const Groups groups(*call.shape, axes(*call.shape, *call.attributes));
    for_each_exponential_sum(call.in[0], groups,
                             [&](const ExponentialSum<Number>& sum, std::size_t, std::ptrdiff_t first) {
                               groups.for_each_of(first, [&](std::ptrdiff_t at) {
                                 call.out[at] = sum.slope(exp(sum.shifted(Number(call.in[0].data[at]))));
                               });
                             });
  }
};

/// v = x - log Σ e^x along the axis
struct LogSoftmax : AlongAxes {
  static constexpr OpText<1> text{.name = "log_softmax",
                                  .args = {"x"},
                                  .latex = "\\log \\operatorname{softmax} {0}",
                                  .attributes = kAttributes,
                                  .summary = "log(softmax(x)), finite wherever x is."};
  static void kernel(const StructuralCall& call) {
    const Groups groups(*call.shape, axes(*call.shape, *call.attributes));
    for_each_exponential_sum(
        call.in[0], groups, [&](const ExponentialSum<Number>& sum, std::size_t, std::ptrdiff_t first) {
          groups.for_each_of(first,
                             [&](std::ptrdiff_t at) { call.out[at] = sum.log_softmax(Number(call.in[0].data[at])); });
        });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const X shares = softmax(in[0], integers_of(attributes, 0));
    const X once = cotangent - shares * total(cotangent, attributes);  // twice, as in `centred`
    return once - shares * total(once, attributes);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return centred(tangent, softmax(in[0], integers_of(attributes, 0)), attributes);
  }
};

}  // namespace chainrule
