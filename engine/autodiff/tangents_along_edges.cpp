// What an edge makes of a tangent: partial · tangent, or what a structural op makes of it; and what gates keep out.
//
// An example: v = where(x > 0, log x, 0) + 3x at x = 0, along dx = 1. The edge to log x gives 1/0 · 1 = inf, the one to
// 3x gives 3. At `where` the second operand's gate is closed: probed with NaN it answers 0, so the share is marked as
// untouched, not as 0 times what arrived, and the edge to the sum adds nothing: dv = 3, as backward. Were the gate
// open, the probe would come back as NaN, and inf would pass.
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/base/matrix_extents.hpp>
#include <chainrule/engine/op/chain_rule.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace chainrule {

namespace {

constexpr double kUntouchedNumber = std::bit_cast<double>(kUntouched);
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// target += shares, but for the elements that nothing reached.
void add_shares(std::span<double> target, std::span<const double> shares, Strided tangent) {
  for (std::size_t k = 0; k < target.size(); ++k)
    if (!is_untouched(tangent[k]) && !is_untouched(shares[k])) accumulate(target[k], shares[k]);
}

/// A gate that is closed lets nothing through, not even a zero that an infinite partial further on would turn into NaN:
/// contribute(cotangent, result) of a NaN is NaN where the gate is open.
template <class Contribute> void close_gates(std::span<double> shares, Arena& scratch, Contribute contribute) {
  if (std::ranges::find(shares, 0.0) == shares.end()) return;
  const std::span<double> probe = scratch.allocate_array<double>(2 * shares.size());
  const std::span<double> result = probe.first(shares.size()), nans = probe.subspan(shares.size());
  std::ranges::fill(nans, kNaN);
  contribute(nans.data(), result.data());
  for (std::size_t k = 0; k < shares.size(); ++k)
    if (result[k] == 0) shares[k] = kUntouchedNumber;
}

}  // namespace

void Tangents::move_along(const Application& application, std::size_t operand) {
  const bool is_elementwise = application.op->kind == OpKind::elementwise;
  if (is_elementwise && layout().is_flat(application.node, application.operands)) {
    move_elementwise(application, operand);
    return;
  }
  for (std::size_t example = 0; example < layout().copies(application.node); ++example) {
    const Scratch scratch(scratch_);
    if (is_elementwise) {
      move_elementwise(application, operand, example);
    } else {
      move_structural(application, operand, example);
    }
  }
}

/// In one run over the examples, or over the elements.
void Tangents::move_elementwise(const Application& application, std::size_t operand) {
  const OpInfo& op = *application.op;
  const std::span<double> target = tangents_of(application.node);
  std::array<Strided, 3> runs{};
  for (std::size_t i = 0; i < application.operands.size(); ++i)
    runs[i] = layout().run_of(values(), application.operands[i]);
  const NodeId from = application.operands[operand];
  const Strided tangent{tangents_of(from).data(), layout().run_of(values(), from).stride};
  double one = 0;
  const Scratch scratch(scratch_);
  const std::span<double> shares =
      target.size() == 1 ? std::span(&one, 1) : scratch_.allocate_array<double>(target.size());
  const auto contribute = [&](Strided arriving, double* result) {
    op.contribution(operand, result, arriving, runs.data(), {application.out, 1}, target.size());
  };
  contribute(tangent, shares.data());
  if (op.gated)
    close_gates(shares, scratch_, [&](const double* nans, double* result) { contribute({nans, 1}, result); });
  add_shares(target, shares, tangent);
}

/// One example, its operands and their tangents broadcast.
void Tangents::move_elementwise(const Application& application, std::size_t operand, std::size_t example) {
  const OpInfo& op = *application.op;
  const NodeId from = application.operands[operand];
  const Shape& shape = graph_->shape(application.node);
  const std::span<double> wide = scratch_.allocate_array<double>(shape.size());
  copy_broadcast(example_of(from, example).data(), graph_->shape(from), wide.data(), shape);
  const auto in = views(application, example);
  const std::span<double> shares = scratch_.allocate_array<double>(shape.size());
  const auto contribute = [&](const double* arriving, double* result) {
    contribution_broadcast(op, operand, arriving, in, application.out + example * shape.size(), result, shape);
  };
  contribute(wide.data(), shares.data());
  if (op.gated) close_gates(shares, scratch_, contribute);
  add_shares(example_of(application.node, example), shares, {wide.data(), 1});
}

/// Which elements a structural op moves is found out by a tangent that is NaN where the operand moves.
void Tangents::move_structural(const Application& application, std::size_t operand, std::size_t example) {
  const std::span<const double> from = example_of(application.operands[operand], example);
  const std::span<double> tangent = scratch_.allocate_array<double>(from.size());
  std::ranges::transform(from, tangent.begin(), as_number);
  const std::span<double> target = example_of(application.node, example);
  const Array shares = pushed(application, operand, example, tangent);
  const bool is_product = application.op->structure == Structure::matrix_product;
  if (is_product && std::ranges::any_of(shares.values(), [](double share) { return share != share; }))
    return add_products(application, operand, example);
  if (std::ranges::find(shares.values(), 0.0) == shares.values().end()) {
    for (std::size_t k = 0; k < target.size(); ++k) accumulate(target[k], shares.data()[k]);
    return;
  }
  const std::span<double> nans = scratch_.allocate_array<double>(from.size());  // the shares may be the tangent itself
  std::ranges::transform(from, nans.begin(), [](double t) { return is_untouched(t) ? 0.0 : kNaN; });
  const Array probe = pushed(application, operand, example, nans);
  for (std::size_t k = 0; k < target.size(); ++k)
    if (probe.data()[k] != 0) accumulate(target[k], shares.data()[k]);
}

/// A product of matrices without the terms of elements that do not move: 0·∞ would make them count.
void Tangents::add_products(const Application& application, std::size_t operand, std::size_t example) {
  const std::span<const NodeId> operands = application.operands;
  const double* const other = layout().view(values(), operands[1 - operand], example).data;
  const std::span<const double> tangent = example_of(operands[operand], example);
  const std::span<double> target = example_of(application.node, example);
  const MatrixExtents extents(graph_->shape(operands[0]), graph_->shape(operands[1]));
  double* sum = target.data();
  extents.for_each_element([&](std::size_t a, std::size_t b) {
    for (std::size_t k = 0; k < extents.inner; ++k) {
      const std::size_t of_a = a + k, of_b = b + k * extents.columns;
      const double moving = tangent[operand == 0 ? of_a : of_b];
      if (!is_untouched(moving)) accumulate(*sum, moving * other[operand == 0 ? of_b : of_a]);
    }
    ++sum;
  });
}

/// The op's jvp of a tangent of one operand.
Array Tangents::pushed(const Application& application, std::size_t operand, std::size_t example,
                       std::span<const double> tangent) {
  const Shape& shape = graph_->shape(application.node);
  const Shape& from = graph_->shape(application.operands[operand]);
  std::vector<Array> in;
  for (const ArrayView& view : views(application, example)) in.emplace_back(scratch_, *view.shape, view.data);
  const Array out(scratch_, shape, application.out + example * shape.size());
  const Array result =
      application.op->jvp_array(operand, Array(scratch_, from, tangent.data()), in, out, *application.attributes);
  if (result.shape() == shape && result.memory != nullptr) return result;
  const std::span<double> wide = scratch_.allocate_array<double>(shape.size());
  copy_broadcast(result.data(), result.shape(), wide.data(), shape);
  return {scratch_, shape, wide.data()};
}

}  // namespace chainrule
