#include <chainrule/engine/graph/node_name.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("messages call a node by its first name, else by its number") {
  Graph g;
  const Expr x = g.input("x", 1), c = g.constant(2);
  g.name(x, "also x");
  CHECK(node_name(g, x.id()) == "x");
  CHECK(node_name(g, c.id()) == "node 1");
}

}  // namespace
}  // namespace chainrule
