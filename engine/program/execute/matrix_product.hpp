// Executes a product of matrices: plain products, or one for each example.
#pragma once

#include <chainrule/engine/program/execute/gated_products.hpp>
#include <chainrule/engine/program/execute/record.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace chainrule::program {

/// Products of plain matrices that differ in their offsets and sizes only.
struct PlainProducts {
  struct Offsets {
    std::size_t a = 0, b = 0, c = 0;
    std::size_t rows = 0, inner = 0, columns = 0;
    std::size_t first_row = 0;  ///< of the result, as offsets of rows are counted
    bool begins = true;         ///< over the examples: nothing was added to c in this block yet
  };
  std::vector<Offsets> offsets;
  /// All but the products with zeros of a, which may be left out where the first `guarded_rows` rows of b are
  /// finite.
  std::vector<Offsets> without_zeros;
  std::size_t guarded_rows = 0;
  std::size_t a_step = 0, b_step = 0, c_step = 0;
  bool a_transposed = false, b_transposed = false;
  bool is_swapped = false;  ///< the first factor is the second operand

  /// The part that all of them have in common.
  template <class Real> MatrixCall<Real> call() const {
    return {.a_step = a_step,
            .b_step = b_step,
            .c_step = c_step,
            .a_transposed = a_transposed,
            .b_transposed = b_transposed};
  }
};

/// Whether rows of numbers are finite; where their sums overflow, the answer is no.
template <class Real> bool are_finite(const Real* rows, std::size_t count, std::size_t length, AddUp<Real> add_up) {
  alignas(64) std::array<Real, kPerLine<Real>> lane_sums{};
  for (std::size_t row = 0; row < count; ++row) {
    const StridedOf<Real> factors[] = {{rows + row * length, 1}, {nullptr, 0}};
    Real* const sums = lane_sums.data();
    add_up(factors, &sums, 1, length);
  }
  return std::ranges::all_of(lane_sums, [](Real sum) { return sum - sum == 0; });
}

/// Our own kernel, and who is asked first where the factors are large.
template <class Real> struct Multiplier {
  MatrixKernel<Real> kernel;
  MultiplyLarge<Real> multiply_large;

  void operator()(const MatrixCall<Real>& call) const {
    if (multiply_large == nullptr || !is_large(call) || !multiply_large(call)) kernel(call);
  }
};

template <class Real> struct MatrixProductTask {
  Multiplier<Real> multiply;
  AddUp<Real> add_up;
  PlainProducts products;
  std::optional<std::size_t> gate;  ///< the operand whose zeros make a term 0
  bool subtracts_offsets;           ///< the third operand

  void execute(const Record<Real>& record, std::size_t) const {
    const Real* const a = record.in()[products.is_swapped ? 1 : 0].data;
    const Real* const b = record.in()[products.is_swapped ? 0 : 1].data;
    const Real* const row_offsets = record.operands > 2 ? record.in()[2].data : nullptr;
    MatrixCall<Real> call = products.call<Real>();
    call.subtracts_offsets = subtracts_offsets;
    for (const PlainProducts::Offsets& at : needed(b)) {
      call.a = a + at.a;
      call.b = b + at.b;
      call.c = record.out + at.c;
      call.row_offsets = row_offsets == nullptr ? nullptr : row_offsets + at.first_row;
      call.rows = at.rows;
      call.inner = at.inner;
      call.columns = at.columns;
      if (gate)
        multiply_gated(call, multiply, (*gate == 0) != products.is_swapped, add_up);
      else
        multiply(call);
    }
  }

 private:
  const std::vector<PlainProducts::Offsets>& needed(const Real* b) const {
    const bool are_enough =
        !products.without_zeros.empty() && are_finite(b, products.guarded_rows, products.b_step, add_up);
    return are_enough ? products.without_zeros : products.offsets;
  }
};

/// out[element] = Σ a[element, k]·b[element, k], example by example.
template <class Real> struct ProductPerExampleTask {
  struct Term {
    std::size_t a = 0, b = 0;
  };
  SumOfProductsKernel<Real> kernel;
  std::size_t terms;
  std::vector<Term> offsets;        ///< by element, by term
  std::optional<std::size_t> gate;  ///< the operand whose zeros make a term 0

  void execute(const Record<Real>& record, std::size_t) const {
    const Real* const a = record.in()[0].data;
    const Real* const b = record.in()[1].data;
    Real* out = record.out;
    for (std::size_t first = 0; first < offsets.size(); first += terms, out += record.count)
      for (std::size_t k = 0; k < terms; ++k) {
        const Term& at = offsets[first + k];
        const StridedOf<Real> factors[] = {{a + at.a, 1}, {b + at.b, 1}, {out, 1}, {nullptr, 0}};
        kernel(out, factors, k == 0 ? 1 : 2, record.count);
      }
    if (gate) close(record);
  }

 private:
  /// Forms what came out as NaN once more, without the terms with a 0 of the gate.
  void close(const Record<Real>& record) const {
    const Real* const a = record.in()[0].data;
    const Real* const b = record.in()[1].data;
    Real* out = record.out;
    for (std::size_t first = 0; first < offsets.size(); first += terms, out += record.count)
      for (std::size_t lane = 0; lane < record.count; ++lane)
        if (out[lane] != out[lane]) out[lane] = open_sum(a + lane, b + lane, first);
  }
  Real open_sum(const Real* a, const Real* b, std::size_t first) const {
    Real sum = 0;
    for (std::size_t k = 0; k < terms; ++k) {
      const Real left = a[offsets[first + k].a], right = b[offsets[first + k].b];
      if ((*gate == 0 ? left : right) != 0) sum += left * right;
    }
    return sum;
  }
};

}  // namespace chainrule::program
