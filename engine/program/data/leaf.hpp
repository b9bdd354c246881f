// An input or a parameter of a program, as whoever gives it numbers sees it.
#pragma once

#include <chainrule/engine/base/shape.hpp>
#include <chainrule/engine/graph/node.hpp>

#include <string>
#include <vector>

namespace chainrule::program {

/// An input or a parameter of a program.
struct Leaf {
  std::vector<std::string> names;
  NodeId original = 0;  ///< in the compiled graph
  NodeId node = 0;      ///< in the program's own
  Role role = Role::parameter;
  Shape shape;
  bool has_default = false;
};

}  // namespace chainrule::program
