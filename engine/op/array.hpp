// The array carrier: a tensor of numbers, computed at once into an arena.
#pragma once

#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/op/op.hpp>

#include <span>

namespace chainrule {

/// One example's tensor. It refers to memory of its arena, or of whoever made it; a plain number has neither.
struct Array {
  Array(double plain_number = 0) : number(plain_number) {}  // NOLINT: rules write 1 - a
  Array(Arena& where, const Shape& of, const double* values) : arena(&where), extent(of), memory(values) {}

  const Shape& shape() const { return extent; }
  const double* data() const { return memory == nullptr ? &number : memory; }
  std::span<const double> values() const { return {data(), extent.size()}; }
  ArrayView view() const { return {data(), &extent}; }

  Arena* arena = nullptr;
  Shape extent;
  const double* memory = nullptr;
  double number = 0;
  /// It is made of cotangents behind gates: what is multiplied by a 0 of it is 0.
  bool stops_at_zero = false;
};

/// The op applied to numbers; the result lives in the operands' arena. Throws ShapeError.
Array apply(const OpInfo& op, std::span<const Array> operands, const Attributes& attributes = {});

/// The elementwise op over operands broadcast to `shape`: count(shape) results to `out`.
void forward_broadcast(const OpInfo& op, std::span<const ArrayView> in, double* out, const Shape& shape);

/// contribution[i] = cotangent[i] · partial of that operand, over operands broadcast to `shape`.
void contribution_broadcast(const OpInfo& op, std::size_t operand, const double* cotangent,
                            std::span<const ArrayView> in, const double* out, double* contribution, const Shape& shape);

/// target += source summed over the axes along which `to` was broadcast to `from`: the one place where broadcasting is
/// undone.
void add_undoing_broadcast(const double* source, const Shape& from, double* target, const Shape& to);

/// target = source repeated along the axes along which `from` broadcasts to `to`.
void copy_broadcast(const double* source, const Shape& from, double* target, const Shape& to);

}  // namespace chainrule
