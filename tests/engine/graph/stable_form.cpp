#include <chainrule/engine/graph/stable_form.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

namespace chainrule {
namespace {

TEST_CASE("a stable rule applies where the inner op made the operand") {
  Graph g;
  const Expr z = g.input("z", 1), y = g.input("y", 0), a = sigmoid(z), loss = log_loss(a, y);
  const auto stable = stable_form(g, loss.id());
  REQUIRE(stable);
  CHECK(stable->op->name == "log_loss_with_logit");
  CHECK(stable->operand == 0);
  CHECK(stable->inner == a.id());
  CHECK(stable->innermost == z.id());
}

TEST_CASE("no stable rule applies to a leaf, to an op without one, or where another op made the operand") {
  Graph g;
  const Expr z = g.input("z", 1), y = g.input("y", 0), a = sigmoid(z);
  for (const Expr& node : {z, a, log_loss(z, y), log_loss(tanh(z), y), log_loss(y, a)})
    CHECK_FALSE(stable_form(g, node.id()));
}

}  // namespace
}  // namespace chainrule
