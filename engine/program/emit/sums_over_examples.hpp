// Emits sums over examples.
#pragma once

#include <chainrule/engine/program/emit/emitter.hpp>
#include <chainrule/engine/program/execute/sums_over_examples.hpp>
#include <chainrule/engine/program/select/sums_over_examples.hpp>

#include <algorithm>
#include <vector>

namespace chainrule::program {

/// Fills in how the factors of an array's sum step from element to element.
template <class Real>
void set_steps(ArraySumTask<Real>& task, const Shape& shape, std::span<const NodeId> factors,
               const Emitter<Real>& emitter) {
  const std::size_t block_size = emitter.places().block_size();
  std::vector<const Shape*> shapes;
  for (const NodeId factor : factors)
    if (factor != kNoOperand) shapes.push_back(&emitter.shape(factor));
  const auto step = [&](std::size_t i) { return *shapes[i] == shape ? block_size : std::size_t{0}; };
  if (std::ranges::all_of(shapes, [&](const Shape* factor) { return *factor == shape || factor->is_scalar(); })) {
    task.a_step = step(0);
    if (shapes.size() > 1) task.b_step = step(1);
    return;
  }
  for (std::size_t element = 0; element < task.elements; ++element)
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t first = i < shapes.size() ? broadcast_offset(element, *shapes[i], shape) * block_size : 0;
      task.offsets.push_back(static_cast<std::uint32_t>(first));
    }
}

template <class Real> void emit(const SumsOverExamples& sums, Emitter<Real>& emitter) {
  const Placement<Real>& places = emitter.places();
  const AddUp<Real> kernel = emitter.kernels().add_up;
  const NodeId first = sums.results[0];
  const OperandList<Real> factors{.nodes = sums.operands, .absent = OperandList<Real>::kNoData};
  const Shape& shape = emitter.shape(first);
  if (shape.size() == 1) {
    SumsTask<Real> task{.kernel = kernel, .lane_sums = {}};
    for (const NodeId sum : sums.results) task.lane_sums.push_back(places.partial_sums(sum));
    return emitter.append_task(std::move(task), {}, first, factors);
  }
  ArraySumTask<Real> task{.kernel = kernel, .lane_sums = places.partial_sums(first), .elements = shape.size()};
  set_steps(task, shape, sums.operands, emitter);
  emitter.append_task(std::move(task), {}, first, factors);
}

}  // namespace chainrule::program
