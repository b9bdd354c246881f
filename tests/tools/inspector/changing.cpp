#include "session.hpp"

using namespace testing;

TEST_CASE("a value that is set makes cotangents stale, and says so") {
  Session session;
  session("goto 12");
  const std::string text = session("set w1=2");
  CHECK(has(text, "w1: 0.5 -> 2"));
  CHECK(has(text, "stale"));
  CHECK(session.inspector.position() == 6);
  CHECK(session("print dz") == "dz: stale: w1 was set after it was computed; run backward computes it again\n");
  CHECK(session("print z") == "z = 1.6\n");
  session("run backward");
  CHECK(has(session("print dz"), "(final)"));
  session("goto 2");
  CHECK_FALSE(has(session("set w1=0.5"), "stale"));  // nothing was known of them
  CHECK(session("print t1") == "t1 = 0.5\n");
}

TEST_CASE("an update has its steps, and another pass follows") {
  Session session;
  session("continue");
  const std::string text = session("update alpha=0.1");
  CHECK(
      has(text, "[16/18 update] w1\n  w1 := w1 - α*dw1          α = 0.1\n      = 0.5 - 0.1*(-0.475021) = 0.547502\n"));
  CHECK(has(text, "[18/18 update] b\n"));
  CHECK(has(session("print w2"), "-0.154995837495788\n"));
  CHECK(has(session("print z"), "before the update"));
  CHECK(has(session("run forward"), "= 0.519057\n"));
  CHECK(session.inspector.size() == 33);
  CHECK(has(session("diff 6 24"), "L:           0.644397 -> 0.519057\n"));
  CHECK(session.inspector.position() == 24);
  session("goto 9");
  CHECK(session("print dz") == "dz = -0.47502081252106  (final)\n");
}
