// Softmax regression: logistic regression for any number of classes.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

#include <cstdint>

namespace chainrule {

struct SoftmaxRegression {
  Expr W, b;  ///< [features, classes] and [classes], zero at first
  Expr logits;
  Expr L;  ///< of one example: cross_entropy(logits, y)
  Expr J;  ///< the mean of L over the examples
};

/// logits = x W + b of a vector x, for labels y that are whole numbers from 0; J is the loss. GraphError for fewer than
/// two classes.
SoftmaxRegression softmax_regression(const Expr& x, const Expr& y, std::int64_t classes);

}  // namespace chainrule
