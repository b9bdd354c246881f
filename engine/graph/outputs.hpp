// Named expressions: what is to be computed of a graph.
#pragma once

#include <chainrule/engine/graph/expr.hpp>

#include <string>
#include <vector>

namespace chainrule {

/// An expression and what it is called.
struct Output {
  std::string name;
  Expr node;  ///< or a plain number, which a gradient may be
};

/// A program takes them by span; a Gradient converts to them.
using Outputs = std::vector<Output>;

}  // namespace chainrule
