#include "session.hpp"

using namespace testing;

TEST_CASE("a step reads as rule, numbers and what has become of the cotangent") {
  Session session;
  CHECK(session("goto 9") ==
        "[9/15 backward] z <- a\n"
        "  dz += da * da/dz          da/dz = a(1 - a)\n"
        "      = -1.904837 * 0.249376 = -0.475021\n"
        "  dz: 0 -> -0.475021        (1 of 1 contributions: final)     a - y = -0.475021  ok\n");
  CHECK(session("goto 5") ==
        "[5/15 forward] a\n"
        "  a = σ(z)                  σ(z) = 1/(1 + exp(-z))\n"
        "    = 1/(1 + exp(-0.1)) = 0.524979\n");
}

TEST_CASE("where the printed form gives another number than the computed one, the step says so") {
  Graph graph;
  const Expr z = graph.parameter("z", 40);
  const Expr loss = named("L", square(named("a", sigmoid(z))));
  Sweep sweep(graph);
  Inspector inspector(sweep, loss);
  const std::string step = inspector.execute("goto 5").text;
  CHECK(has(step, "da/dz = a(1 - a)"));
  CHECK(has(step, "= 2 * 4.248354e-18 = 8.496709e-18"));
  CHECK(has(step, "a(1 - a) itself gives 0: its digits cancel"));
  CHECK_FALSE(has(Session()("goto 9"), "itself gives"));
}

namespace {

/// Steps through everything in 80 columns.
void check_widths(Inspector& inspector, const std::string& displayed) {
  inspector.set_width(80);
  inspector.execute("display " + displayed);
  while (inspector.position() < inspector.size()) {
    const std::string text = inspector.execute("step").text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string line = text.substr(begin, end - begin);
      INFO(line);
      CHECK(columns(line) <= 80);
      begin = end + 1;
    }
  }
}

}  // namespace

TEST_CASE("in 80 columns nothing is wider") {
  Session session;
  check_widths(session.inspector, "dw1");
  CHECK(has(session("goto 9"), "contributions: final)  a - y = -0.475021  ok\n"));
  Graph graph;
  const Expr W = graph.parameter("W", Shape{2, 3}, std::vector<double>{.1, -.2, .3, .4, .5, -.6});
  const Expr x = graph.input("x", Shape{2}, std::vector<double>{1.0 / 3, -0.5});
  const Expr h = named("h", tanh(matmul(x, W) + graph.parameter("b", Shape{3}, std::vector<double>{.1, .2, .3})));
  const Expr loss = named("L", sum(h * h) + mean(W));
  Sweep sweep(graph);
  Inspector tensors(sweep, loss);
  check_widths(tensors, "dW");
}

TEST_CASE("steps are done and undone one by one or many at once") {
  Session session;
  CHECK(session.inspector.position() == 0);
  CHECK(session("step").starts_with("[1/15 forward] t1\n"));
  CHECK(has(session("s 3"), "[2/15 forward] t2\n"));
  CHECK(session.inspector.position() == 4);
  CHECK(session("back").starts_with("[3/15 forward] t3\n"));
  CHECK(session("continue").starts_with("[15/15 backward] w1 <- t1\n"));
  CHECK(session("back 15").starts_with("[0/15]"));
  CHECK(session.inspector.position() == 0);
}

TEST_CASE("until and run go to where something happens") {
  Session session;
  CHECK(session("until z").starts_with("[4/15 forward] z\n"));
  CHECK(session("until dz").starts_with("[9/15 backward] z <- a\n"));
  CHECK(session("run backward").starts_with("[15/15 backward]"));
  session("goto 0");
  CHECK(session("run forward").starts_with("[6/15 forward] L\n"));
}

TEST_CASE("what goes wrong is pointed out where it begins") {
  Graph graph;
  const Expr x = graph.parameter("x", -1);
  const Expr loss = named("L", named("r", sqrt(x)) * 2);
  Sweep sweep(graph);
  Inspector inspector(sweep, loss);
  CHECK(has(inspector.execute("step").text, "r is not finite, and it begins here"));
  CHECK_FALSE(has(inspector.execute("step").text, "begins here"));
}
