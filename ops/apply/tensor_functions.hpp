// Functions of whole tensors, on expressions and arrays. Axes count from 0, or from -1 for the last. Operands whose
// shapes do not fit throw ShapeError.
#pragma once

#include <chainrule/ops/apply/apply.hpp>
#include <chainrule/ops/axes.hpp>

#include <initializer_list>

namespace chainrule {

/// The op applied to one tensor, with whole numbers as attributes.
template <class Op, Tensor X, std::same_as<Integers>... Numbers> X apply_with(const X& x, const Numbers&... numbers) {
  Attributes attributes;
  std::size_t index = 0;
  (set_attribute(attributes, index++, numbers), ...);
  return apply_standard<Op>(std::span(&x, 1), attributes);
}

template <class Op, Tensor X>
X apply_along(const X& a, const X& b, const Integers& first, const Integers& second = {}) {
  const X operands[] = {a, b};
  Attributes attributes;
  set_attribute(attributes, 0, first);
  set_attribute(attributes, 1, second);
  return apply_standard<Op>(std::span<const X>(operands), attributes);
}

inline Integers flag(bool is_set) { return is_set ? Integers(1) : Integers(); }

// Shapes.

/// x repeated along new and unit axes until it has the shape.
template <Tensor X> X broadcast_to(const X& x, const Shape& shape) {
  return x.shape() == shape ? x : apply_with<BroadcastTo>(x, Integers(shape));
}
/// x summed down to a shape that broadcasts to x's.
template <Tensor X> X sum_to(const X& x, const Shape& shape) {
  return x.shape() == shape ? x : apply_with<SumTo>(x, Integers(shape));
}
/// The elements of x in another shape; one extent may be -1.
template <Tensor X> X reshape(const X& x, const Integers& shape) {
  const Integers extents(shape.list());  // {} is the shape of a scalar
  return std::ranges::equal(x.shape().extents(), extents.list()) ? x : apply_with<Reshape>(x, extents);
}
/// The axes in reverse order, or in the order `perm`.
template <Tensor X> X transpose(const X& x, const Integers& perm = {}) { return apply_with<Transpose>(x, perm); }

// Parts.

/// x[start:stop:step] as Python cuts it, along each axis of the list, or along the first ones.
template <Tensor X>
X slice(const X& x, const Integers& axis, const Integers& start, const Integers& stop = {}, const Integers& step = {}) {
  return apply_with<Slice>(x, axis, start, stop, step);
}
/// Zeros of the shape, with x at start, start + step, ... along each axis.
template <Tensor X> X pad_slice(const X& x, const Shape& shape, const Integers& start, const Integers& step) {
  return apply_with<PadSlice>(x, Integers(shape), Integers(start.list()), Integers(step.list()));
}
/// The parts one after another along the axis.
template <Tensor X> X concat(std::span<const X> parts, std::int64_t axis = 0) {
  const Integers along(axis);
  Attributes attributes;
  set_attribute(attributes, 0, along);
  return apply_standard<Concat>(parts, attributes);
}
template <Tensor X> X concat(std::initializer_list<X> parts, std::int64_t axis = 0) {
  return concat(std::span<const X>(parts.begin(), parts.size()), axis);
}
/// The elements of x at the indices along the axis; InputError for an index that is not whole or not there.
template <Tensor X> X gather(const X& x, const X& indices, std::int64_t axis = 0) {
  return apply_along<Gather>(x, indices, axis);
}
/// Zeros, to which x is added at the indices along an axis of that extent.
template <Tensor X> X scatter_add(const X& x, const X& indices, std::int64_t axis, std::int64_t extent) {
  return apply_along<ScatterAdd>(x, indices, axis, extent);
}

// Reductions: along all axes if none is given.

template <Tensor X> X sum(const X& x, const Integers& axis = {}, bool keepdims = false) {
  return apply_with<Sum>(x, axis, flag(keepdims));
}
template <Tensor X> X mean(const X& x, const Integers& axis = {}, bool keepdims = false) {
  return apply_with<Mean>(x, axis, flag(keepdims));
}
template <Tensor X> X amax(const X& x, const Integers& axis = {}, bool keepdims = false) {
  return apply_with<Amax>(x, axis, flag(keepdims));
}
template <Tensor X> X amin(const X& x, const Integers& axis = {}, bool keepdims = false) {
  return apply_with<Amin>(x, axis, flag(keepdims));
}
template <Tensor X> X logsumexp(const X& x, const Integers& axis = {}, bool keepdims = false) {
  return apply_with<LogSumExp>(x, axis, flag(keepdims));
}
/// The largest and the smallest of several operands, element by element.
template <class... Xs>
requires(sizeof...(Xs) > 1 && (Tensor<Xs> && ...)) auto amax(const Xs&... operands) {
  using X = CarrierOf<Xs...>;
  const X list[] = {operands...};
  return apply_standard<Amax>(std::span<const X>(list));
}
template <class... Xs>
requires(sizeof...(Xs) > 1 && (Tensor<Xs> && ...)) auto amin(const Xs&... operands) {
  using X = CarrierOf<Xs...>;
  const X list[] = {operands...};
  return apply_standard<Amin>(std::span<const X>(list));
}
/// log(e^a + e^b + ...), element by element
template <class... Xs>
requires(sizeof...(Xs) > 1 && (Tensor<Xs> && ...)) auto logsumexp(const Xs&... operands) {
  using X = CarrierOf<Xs...>;
  const X list[] = {operands...};
  return apply_standard<LogSumExp>(std::span<const X>(list));
}

// The softmax and its loss: along the last axis if none is given.

template <Tensor X> X softmax(const X& x, const Integers& axis = {}) { return apply_with<Softmax>(x, axis); }
/// The derivative of logsumexp: softmax, but 0 where all x are -inf.
template <Tensor X> X logsumexp_slope(const X& x, const Integers& axis = {}) {
  return apply_with<LogSumExpSlope>(x, axis);
}
template <Tensor X> X log_softmax(const X& x, const Integers& axis = {}) { return apply_with<LogSoftmax>(x, axis); }
/// The loss of softmax(logits) for each label, a class counted from 0; InputError for a label that is none.
template <Tensor X> X cross_entropy(const X& logits, const X& labels, std::int64_t axis = -1) {
  return apply_along<CrossEntropy>(logits, labels, axis);
}
/// softmax(logits), minus 1 at the label.
template <Tensor X> X softmax_error(const X& logits, const X& labels, std::int64_t axis = -1) {
  return apply_along<SoftmaxError>(logits, labels, axis);
}

// Products.

/// The sum of the products of two vectors' elements.
template <Tensor X> X dot(const X& a, const X& b) { return apply_standard<Dot>(a, b); }
/// The matrix product along the last two axes; a vector is a row on the left and a column on the right.
template <Tensor X> X matmul(const X& a, const X& b) { return apply_standard<Matmul>(a, b); }
/// The matrix product without the terms that have a 0 of operand `gate`.
template <Tensor X> X matmul0(const X& a, const X& b, std::int64_t gate) {
  return apply_along<GuardedMatmul>(a, b, gate);
}

}  // namespace chainrule
