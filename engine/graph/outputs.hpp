// Expressions that someone wants computed, by name.
#pragma once

#include <chainrule/engine/graph/expr.hpp>

#include <string>

namespace chainrule {

/// What a program computes, and what it is called.
struct Output {
  std::string name;
  Expr node;  ///< or a plain number, which a gradient may be
};

}  // namespace chainrule
