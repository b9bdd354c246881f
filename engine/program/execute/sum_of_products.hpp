// Executes a sum of products, element by element.
#pragma once

#include <chainrule/engine/program/execute/record.hpp>

namespace chainrule::program {

template <class Real> struct SumOfProductsTask {
  SumOfProductsKernel<Real> kernel;

  void execute(const Record<Real>& record, std::size_t) const {
    kernel(record.out, record.in(), record.operands / 2U, record.count);
  }
};

/// A single number out of single numbers.
template <class Real> void execute_single_sum_of_products(const Record<Real>& record, std::size_t) {
  const StridedOf<Real>* const in = record.in();
  const auto term = [in](std::size_t i) {
    return in[i + 1].data == nullptr ? *in[i].data : *in[i].data * *in[i + 1].data;
  };
  Real sum = term(0);
  for (std::size_t i = 2; i < record.operands; i += 2) sum = sum + term(i);
  *record.out = sum;
}

}  // namespace chainrule::program
