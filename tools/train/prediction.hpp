// The predictions of a classifying loss for an example, and how often it is right.
#pragma once

#include <chainrule/engine/autodiff/sweep.hpp>

#include <cstddef>
#include <optional>
#include <span>

namespace chainrule {

/// The node that a loss compares with a label. For labels 0 and 1: it says class 1 where the node is at least the
/// threshold. For labels 0, 1, 2, ...: it says the class of the node's largest number.
struct Prediction {
  Expr node;
  Expr label;  ///< an input
  double threshold = 0;
  bool of_many = false;
};

/// The prediction of the graph's first log_loss (threshold ½), log_loss_with_logit (threshold 0) or cross_entropy of an
/// input as label.
std::optional<Prediction> find_prediction(const Graph& graph);

/// How many examples are put in their class, after a forward pass. A prediction that is not a number is wrong.
std::size_t count_correct(const Sweep& sweep, const Prediction& prediction);

}  // namespace chainrule
