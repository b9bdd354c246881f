#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/columns.hpp>
#include <chainrule/tools/inspector/commands.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <doctest/doctest.h>

#include <string>

using namespace chainrule;
using inspector::Inspector;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The lecture's graph and an inspector of it.
struct Session {
  Graph graph;
  Lecture nodes;
  Sweep sweep;
  Inspector inspector;

  Session() : nodes(lecture(graph)), sweep(graph), inspector(sweep, nodes.L) {}
  std::string operator()(const std::string& command) { return inspector.execute(command).text; }
};

/// A tensor parameter with its six numbers squared and added up.
struct TensorSession {
  Graph graph;
  Expr W = graph.parameter("W", Shape{2, 3}, std::vector<double>{1, 2, 3, 4, 5, 6});
  Expr loss = named("L", sum(square(W)));
  Sweep sweep{graph};
  Inspector inspector{sweep, loss};
  std::string operator()(const std::string& command) { return inspector.execute(command).text; }
};

}  // namespace

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

TEST_CASE("in 80 columns nothing is wider") {
  Session session;
  session.inspector.set_width(80);
  session("display dw1");
  for (int step = 1; step <= 15; ++step) {
    const std::string text = session("step");
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      CHECK(columns(std::string_view(text).substr(begin, end - begin)) <= 80);
      begin = end + 1;
    }
  }
  CHECK(has(session("goto 9"), "contributions: final)  a - y = -0.475021  ok\n"));
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

TEST_CASE("explain tells the rule, the numbers and the way to the short form") {
  Session session;
  const std::string before = session("explain z");
  CHECK(has(before, "not known yet"));
  CHECK_FALSE(has(before, "-0.475021"));
  session("continue");
  const std::string text = session("explain z");
  for (const std::string part :
       {"z = w1*x1 + w2*x2 + b\n", "0.5*1 + (-0.25)*2 + 0.1 = 0.1\n", "dz += da * da/dz", "da/dz = a(1 - a)",
        "= -1.904837 * 0.249376 = -0.475021\n", "common denominator", "dz = a - y = -0.475021  ok"}) {
    INFO(part);
    CHECK(has(text, part));
  }
  CHECK(session("explain dz").starts_with("dz is dL/dz"));
  CHECK(session("explain x1") == "x1 is an input: 1\n");
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

TEST_CASE("tensors are shown by shape, norm and range; one element is chosen by its place") {
  TensorSession session;
  const std::string text = session("continue");
  CHECK(has(text, "dW: 0 -> [2, 3], norm 19.078784, from 2 to 12"));
  CHECK(session("print dW") == "dW = [[2, 4, 6], [8, 10, 12]]  (final)\n");
  CHECK(session("print dW[0,2]") == "dW[0,2] = 6  (final)\n");
  CHECK(session("print W[1,0]") == "W[1,0] = 4\n");
  for (const std::string bad : {"W[2,0]", "W[0]", "W[0,0.5]", "W[-1,0]", "W[", "W[x]", "W[0,1", "L[0]", "W[nan,0]"})
    CHECK_THROWS_AS(session("print " + bad), InputError);
  session("goto 0");
  session("watch dW[0,2]");
  CHECK(has(session("continue"), "watch 1: dW[0,2]\n[5/5 backward] W <- "));
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

TEST_CASE("what is displayed follows every stop") {
  Session session;
  CHECK(session("display dz") == "1: dz: not known yet\n");
  session("display a");
  CHECK(has(session("goto 9"), "ok\n1: dz = -0.47502081252106  (final)\n2: a = 0.52497918747894\n"));
  session("undisplay 1");
  CHECK_FALSE(has(session("goto 9"), "1: dz"));
  CHECK(has(session("goto 9"), "2: a"));
}

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

TEST_CASE("a difference names what became known or changed") {
  Session session;
  CHECK(session("diff 8 9") == "dz:          - -> -0.475021\n");
  CHECK(session("diff 3 3") == "nothing differs between step 3 and step 3\n");
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

TEST_CASE("what goes wrong is pointed out where it begins") {
  Graph graph;
  const Expr x = graph.parameter("x", -1);
  const Expr loss = named("L", named("r", sqrt(x)) * 2);
  Sweep sweep(graph);
  Inspector inspector(sweep, loss);
  CHECK(has(inspector.execute("step").text, "r is not finite, and it begins here"));
  CHECK_FALSE(has(inspector.execute("step").text, "begins here"));
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
