// Whether an op's own derivative is right at one node: for finding the op to blame for a wrong gradient.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace chainrule {

/// An edge whose derivative is wrong: of the node by that operand.
struct WrongEdge {
  NodeId node = 0;
  std::size_t operand = 0;
  double analytic = 0;  ///< what the op says; of a structural op, an element of its vjp or jvp
  double numeric = 0;   ///< what differences of its value say
  double error = 0;     ///< relative to the larger of the two
};

/// Compares the derivatives of ops, each at its node's own operands, with differences of their values: the partials of
/// numbers and of expressions, and vjp and jvp of structural ops, for a few elements of each.
class EdgeCheck {
 public:
  /// The sweep has run forward.
  explicit EdgeCheck(const Sweep& sweep);
  ~EdgeCheck();
  EdgeCheck(const EdgeCheck&) = delete;
  EdgeCheck& operator=(const EdgeCheck&) = delete;

  /// The worst disagreement beyond rounding at that edge, if there is one.
  std::optional<WrongEdge> wrong(NodeId node, std::size_t operand);

 private:
  class PartialExpression;

  std::optional<WrongEdge> wrong_elementwise(NodeId node, std::size_t operand);
  std::optional<WrongEdge> wrong_structural(NodeId node, std::size_t operand);
  std::optional<WrongEdge> wrong_reduction(NodeId node);
  double partial_by_expression(const OpInfo& op, std::size_t operand, std::span<const double> in);

  const Sweep* sweep_;
  std::map<std::pair<const OpInfo*, std::size_t>, std::unique_ptr<PartialExpression>> expressions_;
};

}  // namespace chainrule
