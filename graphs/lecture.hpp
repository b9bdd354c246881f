// The lecture's graph: logistic regression with two features.
#pragma once

#include <chainrule/engine/graph/graph.hpp>

namespace chainrule {

/// x1, w1, x2, w2, b → z → a = σ(z) → L(a, y).
struct Lecture {
  Expr x1, x2, y;  ///< inputs
  Expr w1, w2, b;  ///< parameters
  Expr z, a, L;
};

/// Builds one example's graph with the lecture's numbers, fixture F; the loss is L. The graph must have none of its
/// names yet, else GraphError.
Lecture lecture(Graph& graph);

/// The lecture's graph with the cost J = (1/m) Σ L over m examples as loss. Returns J beside the nodes of one example.
struct LectureOfMany {
  Lecture one;
  Expr J;
};
LectureOfMany lecture_m(Graph& graph);

}  // namespace chainrule
