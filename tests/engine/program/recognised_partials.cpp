// What the pass recognised-partials leaves: expressions that are the partial of an op.
#include "after.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>

#include <vector>

namespace chainrule {
namespace {

std::string partials_of(const Expr& loss, const Expr& wrt) {
  return compile(gradient(loss, std::vector<Expr>{wrt})).describe("recognised-partials");
}

TEST_CASE("the factor of a chain rule is found to be the partial of its op") {
  Graph g;
  const Expr w = g.parameter("w");
  CHECK(has(partials_of(exp(sin(w)), w), "= dt1/dw, best computed with the value\n"));
}

TEST_CASE("a partial that is an operand or a number needs no computing, and is none") {
  Graph g;
  const Expr w = g.parameter("w"), v = g.parameter("v");
  CHECK(partials_of(w * v + w, w) == "no node is a partial\n");
}

TEST_CASE("an expression that a user wrote is a partial just as well") {
  Graph g;
  const Expr w = g.parameter("w");
  CHECK(has(after("recognised-partials", sin(w) + cos(w)), "t2 = dt1/dw"));
}

}  // namespace
}  // namespace chainrule
