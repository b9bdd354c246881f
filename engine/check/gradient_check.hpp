// Checks a graph's gradients: the ways of computing them against each other and against differences.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/check/edge_check.hpp>
#include <chainrule/engine/check/verdict.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace chainrule {

/// The finding for one parameter, at its element and example where it looks worst.
struct GradientCheck {
  Expr parameter;
  std::size_t element = 0, example = 0;
  double analytic = 0;  ///< by the gradient graph
  double sweep = 0, forward = 0;
  double numeric = 0;
  double uncertainty = 0;  ///< how far the derivative may be from `numeric`, as far as values can tell
  double error = 0;  ///< |analytic - numeric| relative to the larger of the two, or to `uncertainty` if that is larger
  Verdict verdict = Verdict::ok;
  Doubt doubt = Doubt::none;
  std::optional<NodeId> at;               ///< the node with the kink, or with the operand that is not differentiated
  std::optional<WrongEdge> blame;         ///< where it fails: the worst of the edges on its paths that are wrong
  std::size_t checked = 0, elements = 0;  ///< how many of the parameter's numbers were looked at, and of how many
};

/// Checks d(loss)/d(parameter) at the sweep's values, for each of those leaves. Differences are central and
/// extrapolated, with steps chosen for each number; where a step crosses a kink, a smaller one is taken. Of parameters
/// so large that all would take minutes, evenly spread numbers are looked at. The graph grows by the gradient graph.
/// ShapeError for a loss that is no scalar; GraphError for nodes that are no inputs or parameters, and as `gradient`.
std::vector<GradientCheck> check_gradients(const Sweep& sweep, const Expr& loss, std::span<const Expr> parameters);

}  // namespace chainrule
