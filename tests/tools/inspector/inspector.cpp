#include "session.hpp"

using namespace testing;

TEST_CASE("a command that is wrong changes nothing") {
  Session session;
  session("goto 9");
  for (const std::string command : {"goto 16",
                                    "goto",
                                    "goto x",
                                    "goto -1",
                                    "goto 1 2",
                                    "goto 99999999999999999999",
                                    "step 7",
                                    "step 0x2",
                                    "back 10",
                                    "continue 3",
                                    "list x",
                                    "quit now",
                                    "frob",
                                    "print nope",
                                    "print dx1",
                                    "print \"",
                                    "print \"a",
                                    "explain",
                                    "explain nope",
                                    "help me",
                                    "until x1",
                                    "until",
                                    "run",
                                    "run seed",
                                    "run forward",
                                    "run update",
                                    "break",
                                    "break nope",
                                    "break op:tanh",
                                    "break phase:nope",
                                    "break z when",
                                    "break z if",
                                    "break z if d",
                                    "break z if d <",
                                    "break z if d < x",
                                    "break z if |d < 1",
                                    "break z if d is",
                                    "break z if d < 1 nor",
                                    "watch",
                                    "watch nope",
                                    "watch w1[0]",
                                    "undisplay 1",
                                    "display nope",
                                    "info",
                                    "info nope",
                                    "info steps 99",
                                    "diff 1",
                                    "diff 1 16",
                                    "diff a b",
                                    "path z",
                                    "path z nope",
                                    "path dz L",
                                    "set w1",
                                    "set w1=",
                                    "set w1=x",
                                    "set nope=1",
                                    "set z=1",
                                    "set w1=[1,2]",
                                    "set =1",
                                    "update",
                                    "update 0.1",
                                    "update beta=1",
                                    "update alpha=0.1",
                                    "dot",
                                    "dot x.txt",
                                    "check nope",
                                    "d(",
                                    "re x",
                                    "=",
                                    "\"step\""}) {
    INFO(command);
    CHECK_THROWS_AS(session(command), Error);
    CHECK(session.inspector.position() == 9);
  }
  CHECK(session("info breaks") == "no breakpoints\n");
  CHECK(session("info watches") == "no watches\n");
  session("goto 15");
  CHECK_THROWS_AS(session("step"), Error);
  CHECK_THROWS_AS(session("continue"), Error);
  CHECK_THROWS_AS(session("update alpha=nan"), Error);
  session("goto 0");
  CHECK_THROWS_AS(session("back"), Error);
  CHECK_THROWS_AS(session("rc"), Error);
}

TEST_CASE("a name is told from what is likely to have been meant") {
  Session session;
  CHECK_THROWS_WITH_AS(session("stepp"), doctest::Contains("step"), InputError);
  CHECK_THROWS_WITH_AS(session("print dx1"), doctest::Contains("not asked for"), NoGradient);
  CHECK_THROWS_WITH_AS(session("d x"), doctest::Contains("whole number"), InputError);
  CHECK_THROWS_WITH_AS(session("un"), doctest::Contains("until, undisplay"), InputError);
}

TEST_CASE("names that are not words stand in quotes") {
  Graph graph;
  const Expr w = graph.parameter("my weight", 3);
  const Expr loss = named("L", square(w));
  Sweep sweep(graph);
  Inspector inspector(sweep, loss);
  CHECK(inspector.execute("print \"my weight\"").text == "\"my weight\" = 3\n");
  inspector.execute("break \"my weight\" if value > 2");
  CHECK(has(inspector.execute("continue").text, "\"my weight\" <- L"));
  CHECK(has(inspector.execute("set \"my weight\"=4").text, "3 -> 4"));
  CHECK(inspector.execute("print \"my weight\"").text == "\"my weight\" = 4\n");
}

TEST_CASE("a comment and an empty line do nothing") {
  Session session;
  CHECK(session("").empty());
  CHECK(session("  # step").empty());
  CHECK(session.inspector.position() == 0);
}

TEST_CASE("an empty line repeats what may be repeated, and a list goes on") {
  Session session;
  session("step 2");
  CHECK(session.inspector.repeatable() == "step 2");
  session("print z");
  CHECK(session.inspector.repeatable() == "print z");
  CHECK_THROWS_AS(session("frob"), Error);
  CHECK(session.inspector.repeatable() == "print z");
  session("set w1=2");
  CHECK(session.inspector.repeatable().empty());
  CHECK(has(session("list"), "    1  forward"));
  CHECK(has(session(session.inspector.repeatable()), "   15  backward"));
}

TEST_CASE("the list of commands fills no more than a screen, and each has its help") {
  Session session;
  const std::string list = session("help");
  CHECK(std::count(list.begin(), list.end(), '\n') <= 23);
  for (const inspector::Command& command : inspector::commands()) {
    CHECK(session("help " + std::string(command.name)).starts_with(command.name));
    if (!command.abbreviation.empty())
      CHECK(session("help " + std::string(command.abbreviation)).starts_with(command.name));
  }
  CHECK(has(session("help break"), "value is nan"));
}

TEST_CASE("completion offers commands, nodes, cotangents and places") {
  Session session;
  using Words = std::vector<std::string>;
  CHECK(session.inspector.completions("re") == Words{"reverse-continue"});
  CHECK(session.inspector.completions("un") == Words{"undisplay", "until"});
  CHECK(session.inspector.completions("print w") == Words{"w1", "w2"});
  CHECK(session.inspector.completions("p dw") == Words{"dw1", "dw2"});
  CHECK(session.inspector.completions("break op:s") == Words{"op:sigmoid"});
  CHECK(session.inspector.completions("break phase:b") == Words{"phase:backward"});
  CHECK(session.inspector.completions("run ") == Words{"backward", "forward", "update"});
  CHECK(session.inspector.completions("set x") == Words{"x1=", "x2="});
  CHECK(session.inspector.completions("info w") == Words{"watches"});
  CHECK(session.inspector.completions("help unt") == Words{"until"});
  CHECK(session.inspector.completions("frob x").empty());
  CHECK(session.inspector.completions("goto ").empty());
}
