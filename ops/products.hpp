// Products of matrices and vectors.
#pragma once

#include <chainrule/engine/graph/define.hpp>
#include <chainrule/ops/axes.hpp>
#include <chainrule/ops/pairwise_sum.hpp>

#include <algorithm>
#include <numeric>

namespace chainrule {

struct GuardedMatmul;

/// v = Σ a·b of two vectors
struct Dot {
  using StoppingAtZero = GuardedMatmul;
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::matrix_product;
  static constexpr OpText<2> text{.name = "dot",
                                  .args = {"a", "b"},
                                  .latex = "{0} \\cdot {1}",
                                  .commutative = true,
                                  .summary = "The sum of the products of two vectors' elements."};
  static Shape shape(std::span<const Shape> in, const Attributes&) {
    if (in[0].rank() != 1 || in[0] != in[1])
      throw ShapeError(message("{} and {} are not two vectors of one length", {to_text(in[0]), to_text(in[1])}));
    return {};
  }
  static void kernel(const StructuralCall& call) {
    PairwiseSum sum;
    const std::size_t length = call.in[0].shape->size();
    for (std::size_t i = 0; i < length; ++i) sum.add(call.in[0].data[i] * call.in[1].data[i]);
    *call.out = sum.total();
  }
  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return cotangent * in[1 - operand];
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X&, const Attributes&) {
    return operand == 0 ? dot(tangent, in[1]) : dot(in[0], tangent);
  }
};

/// v = a b, the product of matrices along the last two axes; the axes before them broadcast. A vector on the left is a
/// row, one on the right a column, and its axis is gone from the result.
struct Matmul {
  using StoppingAtZero = GuardedMatmul;
  static constexpr bool kStructural = true;
  static constexpr Structure kStructure = Structure::matrix_product;
  static constexpr OpText<2> text{.name = "matmul",
                                  .symbol = "@",
                                  .args = {"a", "b"},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "{0} {1}",
                                  .summary = "The matrix product along the last two axes, as NumPy's."};

  static Shape row(const Shape& a) { return a.rank() == 1 ? Shape{1, a[0]} : a; }
  static Shape column(const Shape& b) { return b.rank() == 1 ? Shape{b[0], 1} : b; }

  static Shape shape(std::span<const Shape> in, const Attributes&) {
    if (in[0].is_scalar() || in[1].is_scalar()) throw ShapeError("a scalar is no matrix: multiply by *");
    const Shape a = row(in[0]), b = column(in[1]);
    if (inner(a) != b[b.rank() - 2])
      throw ShapeError(
          message("{} columns of {} meet {} rows of {}", {inner(a), to_text(in[0]), b[b.rank() - 2], to_text(in[1])}));
    const Shape batch = broadcast(batch_of(a), batch_of(b));
    std::array<std::int64_t, Shape::kMaxRank> extents{};
    std::size_t rank = batch.rank();
    std::ranges::copy(batch.extents(), extents.begin());
    if (in[0].rank() > 1) extents[rank++] = a[a.rank() - 2];
    if (in[1].rank() > 1) extents[rank++] = b[b.rank() - 1];
    return Shape(std::span<const std::int64_t>(extents).first(rank));
  }

  /// Row by row; every sum adds its terms in the order of the inner axis.
  static void kernel(const StructuralCall& call) {
    std::fill_n(call.out, call.shape->size(), 0.0);
    for_each_term(call, [](double a, double b, double& sum) { sum += a * b; });
  }

  /// da = dv bᵀ and db = aᵀ dv, summed over the axes along which a or b was broadcast.
  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X& out, const Attributes&) {
    return vjp_by(operand, cotangent, in, out, [](const X& a, const X& b) { return matmul(a, b); });
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X&, const Attributes&) {
    return operand == 0 ? matmul(tangent, in[1]) : matmul(in[0], tangent);
  }

 protected:
  /// Calls add(number of a, number of b, sum that their product is a term of).
  template <class Add> static void for_each_term(const StructuralCall& call, Add add) {
    const Shape a = row(*call.in[0].shape), b = column(*call.in[1].shape);
    const Shape batch = broadcast(batch_of(a), batch_of(b));
    const auto rows = static_cast<std::size_t>(a[a.rank() - 2]);
    const auto terms = static_cast<std::size_t>(inner(a));
    const auto columns = static_cast<std::size_t>(inner(b));
    for (std::size_t matrix = 0; matrix < batch.size(); ++matrix) {
      const double* left = call.in[0].data + broadcast_offset(matrix, batch_of(a), batch) * rows * terms;
      const double* right = call.in[1].data + broadcast_offset(matrix, batch_of(b), batch) * terms * columns;
      double* out = call.out + matrix * rows * columns;
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < terms; ++k)
          for (std::size_t j = 0; j < columns; ++j)
            add(left[i * terms + k], right[k * columns + j], out[i * columns + j]);
    }
  }
  /// The vjp with product(a, b) for the product of matrices.
  template <class X, class Product>
  static X vjp_by(std::size_t operand, const X& cotangent, std::span<const X> in, const X& out, Product product) {
    const Shape a_shape = in[0].shape(), b_shape = in[1].shape();
    const X a = reshape(in[0], row(a_shape)), b = reshape(in[1], column(b_shape));
    const X arriving = reshape(cotangent, as_matrices(Shape(out.shape()), a_shape.rank() == 1, b_shape.rank() == 1));
    const X share = operand == 0 ? product(arriving, transposed(b)) : product(transposed(a), arriving);
    const Shape shape = operand == 0 ? row(a_shape) : column(b_shape);
    return reshape(sum_to(share, shape), operand == 0 ? a_shape : b_shape);
  }

 private:
  static std::int64_t inner(const Shape& matrices) { return matrices[matrices.rank() - 1]; }
  static Shape batch_of(const Shape& matrices) { return Shape(matrices.extents().first(matrices.rank() - 2)); }

  /// The result's shape with the axes back that vectors lost.
  static Shape as_matrices(const Shape& result, bool has_row, bool has_column) {
    std::array<std::int64_t, Shape::kMaxRank> extents{};
    std::size_t rank = result.rank() - (has_row ? 0 : 1) - (has_column ? 0 : 1);
    std::ranges::copy(result.extents().first(rank), extents.begin());
    std::size_t next = rank;
    extents[rank++] = has_row ? 1 : result[next++];
    extents[rank++] = has_column ? 1 : result[next];
    return Shape(std::span<const std::int64_t>(extents).first(rank));
  }

  /// The last two axes swapped.
  template <class X> static X transposed(const X& matrices) {
    const std::size_t rank = matrices.shape().rank();
    std::array<std::int64_t, Shape::kMaxRank> order{};
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::swap(order[rank - 2], order[rank - 1]);
    return transpose(matrices, Integers(std::span<const std::int64_t>(order).first(rank)));
  }
};

/// v = a b, but a product with a 0 of the operand that is the gate is 0, whatever the other factor is: what a closed
/// gate's cotangents make of a product of matrices.
struct GuardedMatmul : Matmul {
  static constexpr OpText<2> text{.name = "matmul0",
                                  .symbol = "@",
                                  .args = {"a", "b"},
                                  .notation = Notation::infix,
                                  .precedence = 2,
                                  .latex = "{0} {1}",
                                  .attributes = {{{"gate", AttributeKind::integer, true}}},
                                  .summary = "The matrix product without the terms that have a 0 of operand `gate`."};
  static std::size_t gate(const Attributes& attributes) { return static_cast<std::size_t>(attributes.integer(0, 0)); }
  static Shape shape(std::span<const Shape> in, const Attributes& attributes) {
    if (gate(attributes) > 1) throw ShapeError("the gate is operand 0 or 1");
    return Matmul::shape(in, attributes);
  }
  /// As ever, and only where that gives a NaN once more without those terms.
  static void kernel(const StructuralCall& call) {
    Matmul::kernel(call);
    const std::span<double> out(call.out, call.shape->size());
    if (std::ranges::none_of(out, [](double number) { return number != number; })) return;
    std::ranges::fill(out, 0.0);
    const bool is_left = gate(*call.attributes) == 0;
    for_each_term(call, [&](double a, double b, double& sum) {
      if ((is_left ? a : b) != 0) sum += a * b;
    });
  }
  template <class X>
  static X vjp(std::size_t operand, const X& cotangent, std::span<const X> in, const X& out,
               const Attributes& attributes) {
    return vjp_by(operand, cotangent, in, out,
                  [&](const X& a, const X& b) { return product(operand, a, b, attributes); });
  }
  template <class X>
  static X jvp(std::size_t operand, const X& tangent, std::span<const X> in, const X&, const Attributes& attributes) {
    return operand == 0 ? product(operand, tangent, in[1], attributes) : product(operand, in[0], tangent, attributes);
  }

 private:
  /// The derivative by the gate is not gated; the one by the other operand is, by the gate, which stays in its place.
  template <class X> static X product(std::size_t operand, const X& a, const X& b, const Attributes& attributes) {
    if (operand == gate(attributes)) return matmul(a, b);
    return matmul0(a, b, attributes.integer(0, 0));
  }
};

}  // namespace chainrule
