// Derivatives that do not exist, which are not the same as derivatives that are 0.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <optional>
#include <string>

namespace chainrule {

/// An operand that has no derivative, such as the labels of cross_entropy or the condition of where.
struct MissingDerivative {
  NodeId consumer = 0;
  std::size_t operand = 0;
};

/// Why there is no derivative of `of` by `by`: an operand that lacks it stands on every path between them. Nothing if
/// there is one, or if it is 0 because no path leads there, or none but across ops that are made to stop it.
std::optional<MissingDerivative> missing_derivative(const Expr& of, const Expr& by);

/// "the loss has no derivative by labels: labels of cross_entropy have none"
std::string missing_derivative_text(const Expr& of, const Expr& by, const MissingDerivative& missing);

}  // namespace chainrule
