// A multilayer perceptron that classifies: dense layers with relu between them, and the loss of a softmax.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule {

struct Mlp {
  Expr x, y;                  ///< a vector of features, and the class: a whole number, from 0
  std::vector<Expr> weights;  ///< W1, W2, ...: of a layer from n to m units [n, m]
  std::vector<Expr> biases;   ///< b1, b2, ..., zero at first
  Expr logits;
  Expr L;  ///< of one example: cross_entropy(logits, y)
  Expr J;  ///< the mean of L over the examples
};

/// h1 = relu(x W1 + b1), h2 = relu(h1 W2 + b2), ..., logits without relu; J is the loss. `sizes` are those of the
/// layers from x's to the number of classes, at least two. A vector stands left of its layer's shared matrix, so that a
/// block of examples is one matrix product. Weights begin as relu wants it (He et al. 2015): uniform between ±√(6/n),
/// always the same numbers. GraphError for fewer than two sizes, or one below 1.
Mlp mlp(Graph& graph, std::span<const std::int64_t> sizes);

/// A perceptron of a vector x and a label y that are there already; the first size is x's.
Mlp mlp(const Expr& x, const Expr& y, std::span<const std::int64_t> sizes);

}  // namespace chainrule
