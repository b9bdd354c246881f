// Executes a sum over the examples of a product of matrices: the examples are the inner axis of plain products.
#pragma once

#include <chainrule/engine/program/execute/matrix_product.hpp>

namespace chainrule::program {

template <class Real> struct MatrixSumTask {
  Multiplier<Real> multiply;
  AddUp<Real> add_up;
  PlainProducts products;
  std::optional<std::size_t> gate;  ///< the operand whose zeros make a term 0
  const bool* is_first;             ///< whether the block's sums are the first, with none there yet to be added to

  void execute(const Record<Real>& record, std::size_t live) const {
    const Real* const a = record.in()[0].data;
    const Real* const b = record.in()[1].data;
    MatrixCall<Real> call = products.call<Real>();
    call.inner = live;
    for (const PlainProducts::Offsets& at : products.offsets) {
      call.a = a + at.a;
      call.b = b + at.b;
      call.c = record.out + at.c;
      call.rows = at.rows;
      call.columns = at.columns;
      call.adds = !(at.begins && *is_first);
      if (gate)
        multiply_gated(call, multiply, *gate == 0, add_up);
      else
        multiply(call);
    }
  }
};

}  // namespace chainrule::program
