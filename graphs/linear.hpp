// Linear regression with any number of features.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <span>
#include <string>
#include <vector>

namespace chainrule {

struct Linear {
  std::vector<Expr> features;  ///< inputs, in the order of their names
  std::vector<Expr> weights;   ///< w1, w2, ..., zero at first
  Expr b, y;
  Expr z, L;  ///< of one example
  Expr J;     ///< the mean of L over the examples
};

/// z = w1·x1 + ... + b, L = (z - y)², J = (1/m) Σ L as loss. Features and label are inputs of those names, without
/// values: bind data to them. GraphError if a name occurs twice or is one of the graph's own.
Linear linear(Graph& graph, std::span<const std::string> features, const std::string& label = "y");

}  // namespace chainrule
