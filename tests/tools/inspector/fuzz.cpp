// No line, however malformed, ends the inspector or corrupts its state.
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/inspector/inspector.hpp>
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace chainrule;
using inspector::Inspector;

namespace {

const std::vector<std::string> kPieces{"step",
                                       "s",
                                       "back",
                                       "rs",
                                       "continue",
                                       "rc",
                                       "goto",
                                       "until",
                                       "run",
                                       "break",
                                       "watch",
                                       "delete",
                                       "print",
                                       "p",
                                       "display",
                                       "list",
                                       "info",
                                       "explain",
                                       "path",
                                       "diff",
                                       "set",
                                       "update",
                                       "help",
                                       "undisplay",
                                       " ",
                                       " ",
                                       " ",
                                       " ",
                                       " ",
                                       "z",
                                       "dz",
                                       "w1",
                                       "dw1",
                                       "L",
                                       "t1",
                                       "dL/dz",
                                       "W",
                                       "dW",
                                       "W[0,1]",
                                       "dW[1,0]",
                                       "[0",
                                       "]",
                                       "if",
                                       "|d|",
                                       "<",
                                       "1e-6",
                                       "is",
                                       "not",
                                       "nan",
                                       "and",
                                       "or",
                                       "op:sigmoid",
                                       "op:",
                                       "phase:backward",
                                       "phase:",
                                       "forward",
                                       "backward",
                                       "update alpha=0.1",
                                       "=",
                                       "w1=2",
                                       "w1=0.5",
                                       "W=[[1,2],[3,4]]",
                                       "alpha=0.1",
                                       "nodes",
                                       "steps",
                                       "breaks",
                                       "0",
                                       "1",
                                       "9",
                                       "15",
                                       "16",
                                       "-1",
                                       "99999999999999999999",
                                       "\"",
                                       "\\",
                                       "\\u12",
                                       "\x80",
                                       "σ",
                                       "\t",
                                       "{",
                                       "#",
                                       "norm(",
                                       ")",
                                       "(",
                                       "value",
                                       "inf",
                                       "run forward",
                                       "run backward",
                                       "set w1=nan"};

std::string random_line(std::mt19937& random) {
  std::string line = kPieces[random() % 24] + " ";
  for (auto count = random() % 6; count > 0; --count) line += kPieces[random() % kPieces.size()];
  return line;
}

/// Everything that the steps say, from the beginning.
std::string replay(Inspector& inspector) {
  std::string text = inspector.execute("goto 0").text;
  while (inspector.position() < inspector.size()) text += inspector.execute("step").text;
  return text;
}

/// Runs lines, and now and then holds what is left of the session against a new one with the same values.
void torment(Graph& graph, const Expr& loss, std::uint32_t seed, int lines) {
  Sweep sweep(graph);
  Inspector tormented(sweep, loss);
  std::mt19937 random(seed);
  for (int i = 0; i < lines; ++i) {
    const std::string line = random_line(random);
    INFO(line);
    const std::size_t before = tormented.position();
    try {
      tormented.execute(line);
    } catch (const Error&) {
      CHECK(tormented.position() == before);
    }
    REQUIRE(tormented.position() <= tormented.size());
    tormented.completions(line);
    if (i % 50 != 49) continue;
    tormented.execute("delete");
    tormented.execute("undisplay");
    const std::string once = replay(tormented);
    CHECK(replay(tormented) == once);
    for (std::size_t back = tormented.position(); back > 0; --back) tormented.execute("back");
    CHECK(replay(tormented) == once);
  }
}

}  // namespace

TEST_CASE("after any lines the lecture's steps are there and back the same") {
  Graph graph;
  const Lecture l = lecture(graph);
  torment(graph, l.L, 1, 3000);
}

TEST_CASE("after any lines a tensor graph's steps are there and back the same") {
  Graph graph;
  const Expr W = graph.parameter("W", Shape{2, 2}, std::vector<double>{0.1, -0.2, 0.3, 0.4});
  const Expr x = graph.input("x", Shape{2}, std::vector<double>{1, -1});
  const Expr w1 = graph.parameter("w1", 0.5);
  const Expr z = named("z", matmul(x, W) * w1);
  torment(graph, named("L", sum(square(sigmoid(z))) + sum(abs(W))), 2, 2000);
}

TEST_CASE("bytes of any kind are a command that does not exist, or one that does") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  Inspector inspector(sweep, l.L);
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string line;
    for (auto count = random() % 12; count > 0; --count) line += static_cast<char>(random() % 256);
    try {
      inspector.execute(line);
    } catch (const Error&) {
    }
    CHECK(inspector.position() <= inspector.size());
  }
}
