#include <chainrule/engine/graph/needed_nodes.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("what outputs depend on is needed, and nothing else") {
  Graph g;
  const Expr x = g.input("x", 1), y = g.input("y", 2), unused = g.input("unused", 3);
  const Expr product = x * y, other = unused * 2, sum = product + 1;
  const Expr outputs[] = {sum, Expr(5), x};
  const std::vector<bool> needed = needed_nodes(g, outputs);
  REQUIRE(needed.size() == std::size_t{sum.id()} + 1);
  for (const Expr& node : {x, y, product, sum}) CHECK(needed[node.id()]);
  CHECK_FALSE(needed[unused.id()]);
  CHECK_FALSE(needed[other.id()]);
}

TEST_CASE("plain numbers alone need no node") {
  const Graph g;
  const Expr number = 1;
  CHECK(needed_nodes(g, std::span(&number, 1)).empty());
}

}  // namespace
}  // namespace chainrule
