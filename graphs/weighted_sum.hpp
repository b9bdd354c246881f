// The weighted sum with which linear and logistic regression begin.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>
#include <string>
#include <vector>

namespace chainrule {

struct WeightedSum {
  std::vector<Expr> features, weights;
  Expr b, y;
  Expr z;
};

/// z = w1·x1 + ... + b: inputs of those names and of the label's, then parameters, zero at first. At least one feature.
WeightedSum weighted_sum(Graph& graph, std::span<const std::string> features, const std::string& label);

}  // namespace chainrule
