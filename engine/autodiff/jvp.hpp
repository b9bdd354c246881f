// Forward mode as graph: tangents as expressions, more nodes of the same graph.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>
#include <vector>

namespace chainrule {

/// The outputs' tangents along the direction in which each input has the tangent of the same index: Σ ∂output/∂input ·
/// tangent, built by the rules of forward mode as further nodes of the outputs' graph. Inputs may be any nodes; one
/// that is an operation moves by its tangent alone. Tangents are nodes or plain numbers that broadcast to their input's
/// shape. Ops' stable rules are applied. A tangent of which nothing is known but that it is 0 is the plain number 0.
/// GraphError for plain numbers among the inputs and for different numbers of inputs and tangents; ShapeError.
std::vector<Expr> jvp(std::span<const Expr> outputs, std::span<const Expr> inputs, std::span<const Expr> tangents);

/// Tangent of one output.
Expr jvp(const Expr& output, std::span<const Expr> inputs, std::span<const Expr> tangents);

/// The Hessian of a scalar loss times a vector, forward over reverse: for each node in `wrt` the tangent of its
/// cotangent along the direction. Neither the Hessian nor a row of it is ever built. Errors as of `gradient` and `jvp`.
std::vector<Expr> hvp(const Expr& loss, std::span<const Expr> wrt, std::span<const Expr> direction);

}  // namespace chainrule
