#include "session.hpp"

using namespace testing;

TEST_CASE("explain tells the rule, the numbers and the way to the short form") {
  Session session;
  const std::string before = session("explain z");
  CHECK(has(before, "not known yet"));
  CHECK_FALSE(has(before, "-0.475021"));
  session("continue");
  const std::string text = session("explain z");
  for (const std::string part : {"z = w1*x1 + w2*x2 + b\n", "0.5*1 + (-0.25)*2 + 0.1 = 0.1\n", "dz = da * da/dz",
                                 "da/dz = a(1 - a)", "= -1.904837 * 0.249376 = -0.475021\n", "common denominator",
                                 "a - y = 0.524979 - 1 = -0.475021", "Why is dz as simple as a - y?"}) {
    INFO(part);
    CHECK(has(text, part));
  }
  CHECK(session("explain dz").starts_with("dz\n"));
  CHECK(session("explain x1") == "x1 is an input: 1\n");
}

TEST_CASE("paths are multiplied, counted and summed") {
  Session session;
  CHECK(session("path w1 L") ==
        "1 path from w1 to L\n"
        "  w1 -> t1 -> t3 -> z -> a -> L\n"
        "    = -1.904837 * 0.249376 * 1 * 1 * 1 = -0.475021\n"
        "  all together: dL/dw1 = -0.475021\n");
  CHECK(session("path L w1") == session("path w1 L"));
  CHECK(has(session("path w1 w2"), "no path"));
  Graph graph;
  const Expr w = graph.parameter("w", 1);
  Expr sum = w;
  for (int i = 0; i < 60; ++i) sum = sum + sum;
  Sweep sweep(graph);
  Inspector deep(sweep, named("L", sum));
  const std::string text = deep.execute("path w L 2").text;
  CHECK(has(text, "about 1.15e+18 paths from w to L"));
  CHECK(has(text, "all together: dL/dw = 1.152922e+18"));
}

TEST_CASE("check agrees with the gradient, and changes no place") {
  Session session;
  session("goto 3");
  CHECK(has(session("check"), "w2  ok: gradient -0.95004162504212"));
  CHECK(session("check w1").find("w2") == std::string::npos);
  CHECK(session.inspector.position() == 3);
  session("set w1=2");
  CHECK(has(session("check"), "w1  ok"));
  session("goto 15");
  CHECK(has(session("print dw1"), "-0.16798161486607"));
}

TEST_CASE("the doctor is asked from any place") {
  Session session;
  CHECK(session("doctor").starts_with("no findings"));
  session("set y=0");
  session("set b=800");
  CHECK(has(session("doctor"), "log_loss_with_logit"));
}
