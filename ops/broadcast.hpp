// Repeating a tensor along axes, and its opposite.
#pragma once

#include <chainrule/engine/graph/define.hpp>

namespace chainrule {

/// v = x repeated until it has the shape
struct BroadcastTo {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::repetition;
  static constexpr OpText<1> text{.name = "broadcast_to",
                                  .args = {"x"},
                                  .attributes = {{{"shape", AttributeKind::integers, true}}},
                                  .summary = "x repeated along new and unit axes until it has the shape."};
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const Shape to(attributes.list(0));
    if (!broadcasts_to(in[0], to)) throw ShapeError(to_text(in[0]) + " does not broadcast to " + to_text(to));
    return to;
  }
  static void kernel(const StructuralCall& call) {
    copy_broadcast(call.in[0].data, *call.in[0].shape, call.out, *call.shape);
  }
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return sum_to(cotangent, in[0].shape());
  }
  template <class X> static X jvp(std::size_t, const X& tangent, std::span<const X>, const X& out, const Attributes&) {
    return broadcast_to(tangent, out.shape());
  }
};

/// v = x summed over the axes along which the shape would be repeated to give x's
struct SumTo {
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::sum;
  static constexpr OpText<1> text{
      .name = "sum_to",
      .args = {"x"},
      .attributes = {{{"shape", AttributeKind::integers, true}}},
      .summary = "x summed down to a shape that broadcasts to x's: the opposite of broadcast_to."};
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    const Shape to(attributes.list(0));
    if (!broadcasts_to(to, in[0])) throw ShapeError(to_text(in[0]) + " does not sum down to " + to_text(to));
    return to;
  }
  static Shape kept_shape(const Shape&, const Attributes& attributes) { return Shape(attributes.list(0)); }
  static void kernel(const StructuralCall& call) {
    // Sums start from -0, which changes no number that it is added to; but nothing adds up to 0.
    std::fill_n(call.out, call.shape->size(), call.in[0].shape->size() == 0 ? 0.0 : -0.0);
    add_undoing_broadcast(call.in[0].data, *call.in[0].shape, call.out, *call.shape);
  }
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return broadcast_to(cotangent, in[0].shape());
  }
  template <class X> static X jvp(std::size_t, const X& tangent, std::span<const X>, const X& out, const Attributes&) {
    return sum_to(tangent, out.shape());
  }
};

}  // namespace chainrule
