#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/op/array.hpp>
#include <chainrule/engine/op/stopping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace chainrule {

namespace {

constexpr std::size_t kMostOperands = 8;
using Strides = std::array<std::size_t, Shape::kMaxRank>;

/// Walks an array of `shape` in rows along its last axis, keeping the offsets of operands that broadcast to it.
class RowWalk {
 public:
  RowWalk(std::span<const ArrayView> in, const Shape& shape) : shape_(shape), operands_(in.size()) {
    for (std::size_t i = 0; i < operands_; ++i) strides_[i] = broadcast_strides(*in[i].shape, shape);
    row_ = shape.is_scalar() ? 1 : static_cast<std::size_t>(shape[shape.rank() - 1]);
  }

  /// Calls visit(offset in the result, offsets of the operands, strides along the row, length of the row).
  template <class Visit> void run(Visit visit) {
    const std::size_t total = shape_.size();
    if (total == 0) return;
    std::array<std::size_t, kMostOperands> along{};
    if (!shape_.is_scalar())
      for (std::size_t i = 0; i < operands_; ++i) along[i] = strides_[i][shape_.rank() - 1];
    for (std::size_t offset = 0; offset < total; offset += row_) {
      visit(offset, offsets_, along, row_);
      advance();
    }
  }

 private:
  void advance() {
    for (std::size_t axis = shape_.rank(); axis-- > 1;) {
      const std::size_t outer = axis - 1;
      for (std::size_t i = 0; i < operands_; ++i) offsets_[i] += strides_[i][outer];
      if (++position_[outer] < static_cast<std::size_t>(shape_[outer])) return;
      for (std::size_t i = 0; i < operands_; ++i) offsets_[i] -= strides_[i][outer] * position_[outer];
      position_[outer] = 0;
    }
  }

  const Shape& shape_;
  std::size_t operands_;
  std::size_t row_ = 1;
  std::array<Strides, kMostOperands> strides_{};
  std::array<std::size_t, kMostOperands> offsets_{};
  Strides position_{};
};

bool all_of_shape(std::span<const ArrayView> in, const Shape& shape) {
  return std::ranges::all_of(in,
                             [&](const ArrayView& view) { return *view.shape == shape || view.shape->is_scalar(); });
}

/// Visits the operands as strided runs: one run if none needs an odometer, else row by row.
template <class Visit> void for_each_row(std::span<const ArrayView> in, const Shape& shape, Visit visit) {
  std::array<Strided, kMostOperands> runs{};
  if (all_of_shape(in, shape)) {
    for (std::size_t i = 0; i < in.size(); ++i) runs[i] = {in[i].data, in[i].shape->is_scalar() ? 0U : 1U};
    visit(std::size_t{0}, runs.data(), shape.size());
    return;
  }
  RowWalk(in, shape).run([&](std::size_t offset, const auto& offsets, const auto& along, std::size_t count) {
    for (std::size_t i = 0; i < in.size(); ++i) runs[i] = {in[i].data + offsets[i], along[i]};
    visit(offset, runs.data(), count);
  });
}

}  // namespace

void forward_broadcast(const OpInfo& op, std::span<const ArrayView> in, double* out, const Shape& shape) {
  for_each_row(in, shape, [&](std::size_t offset, const Strided* runs, std::size_t count) {
    op.forward(out + offset, runs, count);
  });
}

void contribution_broadcast(const OpInfo& op, std::size_t operand, const double* cotangent,
                            std::span<const ArrayView> in, const double* out, double* contribution,
                            const Shape& shape) {
  for_each_row(in, shape, [&](std::size_t offset, const Strided* runs, std::size_t count) {
    op.contribution(operand, contribution + offset, {cotangent + offset, 1}, runs, {out + offset, 1}, count);
  });
}

void add_undoing_broadcast(const double* source, const Shape& from, double* target, const Shape& to) {
  if (from == to) {
    const std::size_t count = from.size();
    for (std::size_t i = 0; i < count; ++i) target[i] += source[i];
    return;
  }
  const ArrayView view{target, &to};
  RowWalk({&view, 1}, from).run([&](std::size_t offset, const auto& offsets, const auto& along, std::size_t count) {
    double* place = target + offsets[0];
    for (std::size_t i = 0; i < count; ++i) place[i * along[0]] += source[offset + i];
  });
}

void copy_broadcast(const double* source, const Shape& from, double* target, const Shape& to) {
  const ArrayView view{source, &from};
  RowWalk({&view, 1}, to).run([&](std::size_t offset, const auto& offsets, const auto& along, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) target[offset + i] = source[offsets[0] + i * along[0]];
  });
}

namespace {

/// The op where one operand stops at zero: in its form for that, if it has one.
Array apply_stopping(const OpInfo& op, std::span<const Array> operands, const Attributes& attributes,
                     std::size_t gate) {
  std::vector<Array> plain(operands.begin(), operands.end());
  for (Array& operand : plain) operand.stops_at_zero = false;
  const auto form = plain.size() == 2 ? stopping_form(op, gate) : std::nullopt;
  if (form && form->is_swapped) std::swap(plain[0], plain[1]);
  Array result = form ? apply(*form->op, plain, form->attributes) : apply(op, plain, attributes);
  result.stops_at_zero = true;
  return result;
}

}  // namespace

Array apply(const OpInfo& op, std::span<const Array> operands, const Attributes& attributes) {
  if (const auto gate = std::ranges::find_if(operands, &Array::stops_at_zero); gate != operands.end())
    return apply_stopping(op, operands, attributes, static_cast<std::size_t>(gate - operands.begin()));
  Arena* arena = nullptr;
  std::vector<ArrayView> views;
  std::vector<Shape> shapes;
  for (const Array& operand : operands) {
    if (operand.arena != nullptr) arena = operand.arena;
    views.push_back(operand.view());
    shapes.push_back(operand.shape());
  }
  Shape shape;
  if (op.kind == OpKind::structural) {
    shape = op.shape(shapes, attributes);
  } else {
    for (const Shape& each : shapes) shape = broadcast(shape, each);
  }
  if (arena == nullptr) {  // plain numbers only: the result is one too
    if (op.kind != OpKind::elementwise) throw OpError(fmt::format("{} of plain numbers needs an arena", op.name));
    std::array<double, kMostOperands> in{};
    for (std::size_t i = 0; i < operands.size(); ++i) in[i] = operands[i].number;
    return op.value(in.data());
  }
  const std::span<double> out = arena->allocate_array<double>(shape.size());
  if (op.kind == OpKind::structural)
    op.kernel({.in = views, .out = out.data(), .shape = &shape, .attributes = &attributes});
  else
    forward_broadcast(op, views, out.data(), shape);
  return {*arena, shape, out.data()};
}

}  // namespace chainrule
