#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/program/execute/executors.hpp>

#include <algorithm>

namespace chainrule::program {

namespace {

/// One example's operand, made contiguous; the operand itself where it is shared and of the kernel's precision.
template <class Real>
const double* operand_of(const StructuralDetail& detail, std::size_t index, const Real* data, std::size_t lane) {
  const std::size_t size = detail.operand_shapes[index]->size();
  const std::size_t step = detail.per_example[index] ? detail.lanes : 1;
  const std::size_t first = detail.per_example[index] ? lane : 0;
  if constexpr (std::is_same_v<Real, double>)
    if (step == 1) return data + first;
  std::vector<double>& copy = detail.copies[index];
  for (std::size_t i = 0; i < size; ++i) copy[i] = static_cast<double>(data[first + i * step]);
  return copy.data();
}

template <class Real> void run_example(const Record<Real>& record, const StructuralDetail& detail, std::size_t lane) {
  for (std::size_t i = 0; i < detail.views.size(); ++i)
    detail.views[i] = {operand_of(detail, i, record.in()[i].data, lane), detail.operand_shapes[i]};
  const bool is_direct = std::is_same_v<Real, double> && detail.lanes == 1;
  double* const out = is_direct ? reinterpret_cast<double*>(record.out) : detail.result.data();
  try {
    detail.op->kernel({.in = detail.views, .out = out, .shape = detail.shape, .attributes = detail.attributes});
  } catch (const InputError& error) {
    throw BadExample{error.message(), lane};
  }
  if (is_direct) return;
  for (std::size_t i = 0; i < detail.shape->size(); ++i)
    record.out[i * detail.lanes + lane] = static_cast<Real>(detail.result[i]);
}

}  // namespace

template <class Real> void execute_structural(const Record<Real>& record, std::size_t live) {
  const StructuralDetail& detail = *static_cast<const StructuralDetail*>(record.detail);
  const std::size_t examples = detail.lanes == 1 ? 1 : live;
  for (std::size_t lane = 0; lane < examples; ++lane) run_example(record, detail, lane);
}

template void execute_structural<double>(const Record<double>& record, std::size_t live);
template void execute_structural<float>(const Record<float>& record, std::size_t live);

}  // namespace chainrule::program
