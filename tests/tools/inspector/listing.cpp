#include "session.hpp"

using namespace testing;

TEST_CASE("a difference names what became known or changed") {
  Session session;
  CHECK(session("diff 8 9") == "dz:          - -> -0.475021\n");
  CHECK(session("diff 3 3") == "nothing differs between step 3 and step 3\n");
}

TEST_CASE("nodes and steps are listed by the screen") {
  Session session;
  session("goto 9");
  const std::string nodes = session("info nodes");
  CHECK(has(nodes, "   4  w1             parameter               0.5               -\n"));
  CHECK(has(nodes, "  10  z              +                       0.1               -0.475021\n"));
  CHECK(has(session("info steps"), "=>    9  backward  dz += da * da/dz\n"));
  CHECK(session("info steps 15") == "     15  backward  dw1 += dt1 * dt1/dw1\n");
  CHECK(has(session("list"), "=>    9  backward"));
  Graph graph;
  Expr sum = graph.parameter("w", 1);
  for (int i = 0; i < 100; ++i) sum = sum + 1;
  Sweep sweep(graph);
  Inspector many(sweep, sum);
  for (const char* command : {"info nodes", "info steps", "print", "diff 0 201"}) {
    const std::string text = many.execute(command).text;
    CHECK(std::count(text.begin(), text.end(), '\n') <= 23);
  }
  CHECK(has(many.execute("info nodes").text, "... and 82 more: info nodes 20\n"));
  CHECK(many.execute("info nodes 20").text.find("  20  t19 ") != std::string::npos);
}
