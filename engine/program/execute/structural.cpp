#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/program/execute/structural.hpp>

#include <type_traits>

namespace chainrule::program {

template <class Real> void StructuralTask<Real>::execute(const Record<Real>& record, std::size_t live) const {
  const std::size_t examples = block_size == 1 ? 1 : live;
  for (std::size_t example = 0; example < examples; ++example) run_example(record, example);
}

template <class Real> void StructuralTask<Real>::run_example(const Record<Real>& record, std::size_t example) const {
  for (std::size_t i = 0; i < views.size(); ++i)
    views[i] = {operand(i, record.in()[i].data, example), operand_shapes[i]};
  double* out = result.data();
  if constexpr (std::is_same_v<Real, double>)
    if (block_size == 1) out = record.out;
  try {
    op->kernel({.in = views, .out = out, .shape = shape, .attributes = attributes});
  } catch (const InputError& error) {
    throw BadExample{error.message(), example};
  }
  if (out != result.data()) return;
  for (std::size_t i = 0; i < shape->size(); ++i) record.out[i * block_size + example] = static_cast<Real>(result[i]);
}

/// One example's operand, made contiguous; the operand itself where it is shared and of the kernel's precision.
template <class Real>
const double* StructuralTask<Real>::operand(std::size_t index, const Real* data, std::size_t example) const {
  const std::size_t size = operand_shapes[index]->size();
  const std::size_t step = per_example[index] ? block_size : 1;
  const std::size_t first = per_example[index] ? example : 0;
  if constexpr (std::is_same_v<Real, double>)
    if (step == 1) return data + first;
  std::vector<double>& copy = copies[index];
  for (std::size_t i = 0; i < size; ++i) copy[i] = static_cast<double>(data[first + i * step]);
  return copy.data();
}

template struct StructuralTask<double>;
template struct StructuralTask<float>;

}  // namespace chainrule::program
