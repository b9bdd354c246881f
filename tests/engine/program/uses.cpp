// What the passes uses and kept leave: who may be taken in by its reader, and who must stay.
#include "after.hpp"

namespace chainrule {
namespace {

TEST_CASE("an operand counts as often as it is read") {
  Graph g;
  const Expr w = g.parameter("w"), v = g.parameter("v");
  CHECK(after("uses", exp(w) * exp(w) + v) ==
        "w: 1\n"
        "v: 1\n"
        "t1: 2\n"
        "t2: 1\n");
}

TEST_CASE("outputs are kept, and so are leaves and the sums that another stage reads") {
  Graph g;
  const Expr x = g.input("x"), w = g.parameter("w");
  CHECK(after("kept", log(sum_over_examples(exp(w * x))), kManyExamples) == "w, t3, t4\n");
}

}  // namespace
}  // namespace chainrule
