#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/inspector.hpp>
#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace chainrule;

namespace {

/// The lecture's graph after a backward pass, and an inspector of it.
struct Session {
  Graph graph;
  Lecture nodes;
  Sweep sweep;
  Inspector inspector;

  Session() : nodes(lecture(graph)), sweep(graph), inspector((sweep.backward(nodes.L), sweep)) {}
  std::string operator()(const std::string& command) { return inspector.execute(command).text; }
};

}  // namespace

TEST_CASE("a step reads as rule, numbers and what has become of the cotangent") {
  Session session;
  CHECK(session("goto 9") ==
        "[9/15 backward] z <- a\n"
        "  dz += da * da/dz          da/dz = a(1 - a)\n"
        "      = -1.904837 * 0.249376 = -0.475021\n"
        "  dz: 0 -> -0.475021        (1 of 1 contributions: final)  a - y = -0.475021  ok\n");
  CHECK(session("goto 5") ==
        "[5/15 forward] a\n"
        "  a = σ(z)                  σ(z) = 1/(1 + exp(-z))\n"
        "    = 1/(1 + exp(-0.1)) = 0.524979\n");
}

TEST_CASE("steps are done and undone one by one or many at once") {
  Session session;
  CHECK(session.inspector.position() == 0);
  CHECK(session("step").starts_with("[1/15 forward] t1\n"));
  CHECK(session("s 3").find("[4/15 forward] z\n") != std::string::npos);
  CHECK(session("back").starts_with("[3/15 forward] t3\n"));
  CHECK(session("continue").starts_with("[15/15 backward] w1 <- t1\n"));
  CHECK(session("back 15").starts_with("[0/15]"));
  CHECK(session.inspector.position() == 0);
}

TEST_CASE("a command that is wrong changes nothing") {
  Session session;
  session("goto 9");
  for (const std::string command :
       {"goto 16",      "goto",       "goto x",    "goto -1",    "goto 1 2",  "goto 99999999999999999999",
        "step 7",       "step 0x2",   "back 10",   "continue 3", "list 3",    "quit now",
        "frob",         "print nope", "print dx1", "print \"",   "print \"a", "explain",
        "explain nope", "help me"}) {
    INFO(command);
    CHECK_THROWS_AS(session(command), Error);
    CHECK(session.inspector.position() == 9);
  }
  session("goto 15");
  CHECK_THROWS_AS(session("step"), InputError);
  CHECK_THROWS_AS(session("continue"), InputError);
  session("goto 0");
  CHECK_THROWS_AS(session("back"), InputError);
}

TEST_CASE("a name is told from what is likely to have been meant") {
  Session session;
  CHECK_THROWS_WITH_AS(session("stepp"), doctest::Contains("step"), InputError);
  CHECK_THROWS_WITH_AS(session("print dx1"), doctest::Contains("not asked for"), NoGradient);
}

TEST_CASE("nothing is known before its step") {
  Session session;
  CHECK(session("print z") == "z: not known yet\n");
  CHECK(session("print w1") == "w1 = 0.5\n");
  session("goto 4");
  CHECK(session("print z") == "z = 0.1\n");
  CHECK(session("print dz") == "dz: not known yet\n");
  CHECK(session("print").find("a = ") == std::string::npos);
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
  sweep.backward(loss);
  Inspector inspector(sweep);
  inspector.execute("goto 3");
  CHECK(inspector.execute("print dw").text == "dw = 3  (1 of 2 contributions)\n");
  inspector.execute("step");
  CHECK(inspector.execute("print dw").text == "dw = 6  (final)\n");
}

TEST_CASE("explain tells the rule, the numbers and the way to the short form") {
  Session session;
  const std::string before = session("explain z");
  CHECK(before.find("not known yet") != std::string::npos);
  CHECK(before.find("-0.475021") == std::string::npos);
  session("continue");
  const std::string text = session("explain z");
  for (const std::string part :
       {"z = w1*x1 + w2*x2 + b\n", "0.5*1 + (-0.25)*2 + 0.1 = 0.1\n", "dz += da * da/dz", "da/dz = a(1 - a)",
        "= -1.904837 * 0.249376 = -0.475021\n", "common denominator", "dz = a - y = -0.475021  ok"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(session("explain dz").starts_with("dz is dL/dz"));
  CHECK(session("explain x1") == "x1 is an input: 1\n");
}

TEST_CASE("names that are not words stand in quotes") {
  Graph graph;
  const Expr w = graph.parameter("my weight", 3);
  const Expr loss = named("L", square(w));
  Sweep sweep(graph);
  sweep.backward(loss);
  Inspector inspector(sweep);
  CHECK(inspector.execute("print \"my weight\"").text == "\"my weight\" = 3\n");
  CHECK(inspector.execute("continue").text.find("\"my weight\" <- L") != std::string::npos);
}

TEST_CASE("a tensor's numbers are shown by the first and the last") {
  Graph graph;
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  const Expr v = graph.parameter("v", Shape{6}, numbers);
  const Expr loss = named("L", sum(square(v)));
  Sweep sweep(graph);
  sweep.backward(loss);
  Inspector inspector(sweep);
  const std::string text = inspector.execute("continue").text;
  CHECK(text.find("[2, 4, 6, ..., 12] (6 numbers)") != std::string::npos);
  CHECK(inspector.execute("print dv").text == "dv = [2, 4, 6, 8, 10, 12]  (final)\n");
}

TEST_CASE("a comment and an empty line do nothing") {
  Session session;
  CHECK(session("").empty());
  CHECK(session("  # step").empty());
  CHECK(session.inspector.position() == 0);
}

TEST_CASE("only steps are repeated by an empty line") {
  Session session;
  session("step 2");
  CHECK(session.inspector.repeatable() == "step 2");
  session("print");
  CHECK(session.inspector.repeatable().empty());
}

TEST_CASE("no line, however malformed, does anything but answer or throw an error") {
  Session session;
  std::mt19937 random(1);
  const std::vector<std::string> pieces{"step", "goto", "print", "explain", " ",     "z", "dz", "\"", "\\u12", "9",
                                        "-",    "16",   "\x80",  "d(L)/",   "d(",    ")", "σ",  "\t", "{",     "list",
                                        "b",    "d",    "dL/d",  "1e300",   "99999", "[", "#x", "\0x"};
  for (int i = 0; i < 5000; ++i) {
    std::string line;
    for (auto count = random() % 6; count > 0; --count) line += pieces[random() % pieces.size()];
    try {
      session(line);
    } catch (const Error&) {
    }
    CHECK(session.inspector.position() <= session.inspector.size());
  }
}
