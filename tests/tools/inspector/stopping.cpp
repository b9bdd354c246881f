#include "session.hpp"

using namespace testing;

TEST_CASE("breakpoints stop in both directions, with conditions") {
  Session session;
  CHECK(session("break z if |d| < 0.5") == "breakpoint 1: z if |d| < 0.5\n");
  CHECK(session("continue").starts_with("breakpoint 1: z if |d| < 0.5\n[9/15 backward] z <- a\n"));
  session("goto 15");
  CHECK(session("rc").starts_with("breakpoint 1: z if |d| < 0.5\n[9/15 backward] z <- a\n"));
  CHECK(session("rc").starts_with("[0/15]"));
  session("break op:sigmoid");
  CHECK(has(session("step 15"), "breakpoint 2: op:sigmoid\n[5/15"));
  CHECK(has(session("info breaks"), "(2 hits)"));
  session("delete 1");
  session("delete");
  CHECK(session("info breaks") == "no breakpoints\n");
  CHECK(session("continue").starts_with("[15/15"));
}

TEST_CASE("conditions say what they say") {
  const auto stops_at = [](const std::string& condition) {
    Session session;
    session("break if " + condition);
    session("continue");
    return session.inspector.position();
  };
  CHECK(stops_at("d < 0") == 8);
  CHECK(stops_at("|d| < 0.5") == 9);
  CHECK(stops_at("local == 1 and upstream < 0") == 10);
  CHECK(stops_at("value >= 0.64 or d > 0") == 6);
  CHECK(stops_at("value > 100 or d > 0 and z > 0") == 7);
  CHECK(stops_at("dw2 != 0") == 14);
  CHECK(stops_at("dL/dw2 != 0") == 14);
  CHECK(stops_at("a is finite") == 5);
  CHECK(stops_at("norm(d) <= 0.5") == 9);
  CHECK(stops_at("d is nan") == 15);  // never: the end
  CHECK(stops_at("d is not finite") == 15);
  CHECK(stops_at("after>0.9") == 7);
  CHECK(stops_at("contribution<-1") == 8);
  CHECK(stops_at("before != 0") == 15);
}
