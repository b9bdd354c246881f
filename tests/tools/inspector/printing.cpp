#include "session.hpp"

using namespace testing;

TEST_CASE("nothing is known before its step") {
  Session session;
  CHECK(session("print z") == "z: not known yet\n");
  CHECK(session("print w1") == "w1 = 0.5\n");
  session("goto 4");
  CHECK(session("print z") == "z = 0.1\n");
  CHECK(session("print dz") == "dz: not known yet\n");
  CHECK_FALSE(has(session("print"), "a = "));
  session("goto 9");
  for (const std::string name : {"dz", "dL/dz", "d(L)/d(z)"})
    CHECK(session("print " + name) == "dz = -0.47502081252106  (final)\n");
  CHECK(session("print dt3") == "dt3: not known yet\n");
  session("continue");
  CHECK(session("print dw2") == "dw2 = -0.95004162504212  (final)\n");
}

TEST_CASE("a cotangent that several nodes contribute to is counted up") {
  Graph graph;
  const Expr w = graph.parameter("w", 3);
  const Expr loss = named("L", w * w);
  Sweep sweep(graph);
  Inspector inspector(sweep, loss);
  inspector.execute("goto 3");
  CHECK(inspector.execute("print dw").text == "dw = 3  (1 of 2 contributions)\n");
  inspector.execute("step");
  CHECK(inspector.execute("print dw").text == "dw = 6  (final)\n");
}

TEST_CASE("tensors are shown by shape, norm and range, one element is chosen by its place") {
  TensorSession session;
  const std::string text = session("continue");
  CHECK(has(text, "dW: 0 -> norm 19.078784"));
  CHECK(session("print dW") == "dW = [[2, 4, 6], [8, 10, 12]]  (final)\n");
  CHECK(session("print dW[0,2]") == "dW[0,2] = 6  (final)\n");
  CHECK(session("print W[1,0]") == "W[1,0] = 4\n");
  for (const std::string bad : {"W[2,0]", "W[0]", "W[0,0.5]", "W[-1,0]", "W[", "W[x]", "W[0,1", "L[0]", "W[nan,0]"})
    CHECK_THROWS_AS(session("print " + bad), InputError);
  session("goto 0");
  session("watch dW[0,2]");
  CHECK(has(session("continue"), "watch 1: dW[0,2]\n[5/5 backward] W <- "));
}

TEST_CASE("what is displayed follows every stop") {
  Session session;
  CHECK(session("display dz") == "1: dz: not known yet\n");
  session("display a");
  CHECK(has(session("goto 9"), "ok\n1: dz = -0.47502081252106  (final)\n2: a = 0.52497918747894\n"));
  session("undisplay 1");
  CHECK_FALSE(has(session("goto 9"), "1: dz"));
  CHECK(has(session("goto 9"), "2: a"));
}
