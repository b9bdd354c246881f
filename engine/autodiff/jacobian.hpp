// Derivatives of tensors by tensors, and second derivatives, as numbers.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

/// Derivatives of every element of one tensor, the rows, by every element of another, the columns; one matrix for all
/// examples, or one for each.
struct DerivativeMatrix {
  Shape of, by;
  std::size_t examples = 1;
  std::vector<double> values;  ///< row by row, matrix by matrix

  std::size_t rows() const { return of.size(); }
  std::size_t columns() const { return by.size(); }
  double& at(std::size_t row, std::size_t column, std::size_t example = 0) {
    return values[(example * rows() + row) * columns() + column];
  }
  double at(std::size_t row, std::size_t column, std::size_t example = 0) const {
    return const_cast<DerivativeMatrix*>(this)->at(row, column, example);
  }
};

/// How a Jacobian is computed: in one backward pass per row, or in one forward pass per column.
enum class JacobianBy : std::uint8_t { fewer, rows, columns };

/// d(output)/d(input) at the sweep's values, with the ops' stable rules. One matrix per example where output or input
/// is per example. The sweep runs, and its cotangents are of the last row if it went by rows. GraphError for nodes of
/// other graphs and for an output per example on a path across a reduction over the examples.
DerivativeMatrix jacobian(Sweep& sweep, const Expr& output, const Expr& input, JacobianBy by = JacobianBy::fewer);

/// The blocks of a Hessian: second derivatives by one node, then by another.
struct Hessian {
  std::size_t nodes = 0;
  std::vector<DerivativeMatrix> blocks;
  /// Rows are the elements of the node with index i, columns those of the node with index j.
  const DerivativeMatrix& operator()(std::size_t i, std::size_t j) const { return blocks[i * nodes + j]; }
};

/// Second derivatives of a scalar loss, forward over reverse: a forward pass over the gradient graph per element. The
/// graph grows by the gradient graph, the sweep runs. Of a loss per example, Hessians per example. ShapeError for a
/// loss that is no scalar; GraphError, besides those of `gradient`, for second derivatives of a number over all
/// examples by nodes that differ per example: these would couple all examples.
Hessian hessian(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt);

/// The Hessian times a vector: one forward pass over the gradient graph. `direction` has a tangent for each node, as
/// Tangents::set takes it; the results are laid out as the nodes' cotangents are. Errors as of `gradient` and Tangents.
std::vector<std::vector<double>> hvp(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt,
                                     std::span<const std::vector<double>> direction);

}  // namespace chainrule
