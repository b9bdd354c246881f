// Logistic regression with any number of features.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace chainrule {

struct Logistic {
  std::vector<Expr> features;  ///< inputs, in the order of their names
  std::vector<Expr> weights;   ///< w1, w2, ..., zero at first
  Expr b, y;
  Expr z, a, L;  ///< of one example
  Expr J;        ///< the mean of L over the examples
};

/// z = w1·x1 + ... + b, a = σ(z), L(a, y), J = (1/m) Σ L as loss. Features and label are inputs of those names, without
/// values: bind data to them. GraphError if a name occurs twice or is one of the graph's own.
Logistic logistic(Graph& graph, std::span<const std::string> features, const std::string& label = "y");

struct LogisticRegression {
  Expr x, y;     ///< inputs: a vector of features, and the label
  Expr w, b;     ///< parameters, zero at first
  Expr z, a, L;  ///< of one example
  Expr J;        ///< the mean of L over the examples
};

/// Logistic regression on one vector: z = w·x + b with x and w of shape [features]. The names are those of the struct;
/// J is the loss.
LogisticRegression logistic_regression(Graph& graph, std::int64_t features);

}  // namespace chainrule
