// The loss of a softmax for a label, and its derivative.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/indexing.hpp>
#include <chainrule/ops/softmax.hpp>

namespace chainrule {

/// Rows of logits along an axis, and a label for each: a class, counted from 0.
struct LabelledRows {
  static constexpr bool kStructural = true;
  static constexpr std::array<AttributeSpec, 4> kAttributes{{{"axis", AttributeKind::integer}}};

  static std::size_t axis(const Shape& logits, const Attributes& attributes) {
    return resolve_axis(attributes.integer(0, -1), logits.rank());
  }
  static Shape row_shape(std::span<const Shape> in, const Attributes& attributes) {
    const Shape rows = reduced_shape(in[0], AxisSet().set(axis(in[0], attributes)), false);
    if (rows != in[1])
      throw ShapeError(message("the labels should have shape {}, one per row of logits", {to_text(rows)}));
    return rows;
  }
  /// A row's number repeated along the row.
  template <class X> static X spread(const X& rows, const Shape& logits, const Attributes& attributes) {
    return broadcast_to(reshape(rows, reduced_shape(logits, AxisSet().set(axis(logits, attributes)), true)), logits);
  }
  /// Calls visit(exponential sum, row, offset of its first element, offset of the labelled one).
  template <class Visit> static void for_each_row(const StructuralCall& call, const Groups& groups, Visit visit) {
    const Shape& logits = *call.in[0].shape;
    const std::size_t along = axis(logits, *call.attributes);
    const std::ptrdiff_t stride = dense_strides(logits)[along];
    for_each_exponential_sum(call.in[0], groups,
                             [&](const ExponentialSum<Number>& sum, std::size_t row, std::ptrdiff_t first) {
                               const std::int64_t label = whole_number(call.in[1].data[row], 0, logits[along], "label");
                               visit(sum, row, first, first + label * stride);
                             });
  }
  static Groups groups_of(const StructuralCall& call) {
    return {*call.in[0].shape, AxisSet().set(axis(*call.in[0].shape, *call.attributes))};
  }
};

/// L = log Σ e^z - z[label], along the axis
struct CrossEntropy : LabelledRows {
  static constexpr OpText<2> text{
      .name = "cross_entropy",
      .args = {"logits", "labels"},
      .result = "L",
      .not_differentiable = {false, true},
      .latex = "-\\log \\operatorname{softmax}({0})_{{1}}",
      .attributes = kAttributes,
      .summary = "The loss of softmax(logits) for the labels, which are classes counted from 0."};
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) { return row_shape(in, attributes); }
  static void kernel(const StructuralCall& call) {
    for_each_row(call, groups_of(call),
                 [&](const ExponentialSum<Number>& sum, std::size_t row, std::ptrdiff_t, std::ptrdiff_t labelled) {
                   call.out[row] = log1p(sum.others) - sum.shifted(Number(call.in[0].data[labelled]));
                 });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return softmax_error(in[0], in[1], attributes.integer(0, -1)) * spread(cotangent, Shape(in[0].shape()), attributes);
  }
  template <class X>
  static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const std::int64_t along = attributes.integer(0, -1);
    return sum(X(softmax_error(in[0], in[1], along) * tangent), along);
  }
};

/// v = softmax(z) - 1 at the label, softmax(z) elsewhere: the a - y of many classes, without cancellation
struct SoftmaxError : LabelledRows {
  static constexpr OpText<2> text{.name = "softmax_error",
                                  .args = {"logits", "labels"},
                                  .not_differentiable = {false, true},
                                  .attributes = kAttributes,
                                  .summary = "softmax(logits) minus 1 at the label: the derivative of cross_entropy."};
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    row_shape(in, attributes);
    return in[0];
  }
  static void kernel(const StructuralCall& call) {
    const double* logits = call.in[0].data;
    const Groups groups = groups_of(call);
    for_each_row(call, groups,
                 [&](const ExponentialSum<Number>& sum, std::size_t, std::ptrdiff_t first, std::ptrdiff_t labelled) {
                   groups.for_each_of(first,
                                      [&](std::ptrdiff_t at) { call.out[at] = sum.softmax(Number(logits[at])); });
                   const Number own = exp(sum.shifted(Number(logits[labelled])));
                   const Number rest = own == Number(1) ? sum.others : Number(1) + (sum.others - own);
                   call.out[labelled] = -(rest / sum.total());
                 });
  }
  template <class X>
  static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes& attributes) {
    const std::int64_t along = attributes.integer(0, -1);
    const X a = softmax(in[0], along);
    const Integers axis(along);
    Attributes softmax_attributes;
    set_attribute(softmax_attributes, 0, axis);
    return a * AlongAxes::centred(cotangent, a, softmax_attributes);
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    return vjp(operand, tangent, in, out, attributes);  // the Jacobian is symmetric
  }
};

}  // namespace chainrule
