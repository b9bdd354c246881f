// A node's value and derivatives as numbers, by the gradient graph, by forward mode or by the numeric sweep.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/program/program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

enum class Mode : std::uint8_t {
  reverse,  ///< the program of the gradient graph, with the ops' stable rules
  forward,  ///< tangents, with the stable rules, in one pass for each number
  sweep     ///< the chain rule along the graph as it is drawn
};

/// One number, or one tensor, per node asked for; with a number for every example where the node or `of` is per example
/// (then example by example).
struct Derivatives {
  std::vector<double> value;
  std::vector<std::vector<double>> gradient;
  /// hessian[i][j]: by node i, then by node j, the elements of j within those of i (within the examples).
  std::vector<std::vector<std::vector<double>>> hessian;
};

/// The program of a node and of its derivatives: outputs "value", "derivative 1", ... The graph grows.
Program gradient_program(const Expr& of, std::span<const Expr> wrt);

/// Runs the sweep and computes d(of)/d(node). Where the value is NaN, so are all derivatives: a finite one would be
/// made up. The graph grows. ShapeError if `of` is not a scalar; GraphError as `gradient` and Sweep::backward throw it,
/// and for second derivatives of a number over all examples by nodes that differ per example.
Derivatives differentiate(Sweep& sweep, const Expr& of, std::span<const Expr> wrt, Mode mode, bool hessian);

}  // namespace chainrule
