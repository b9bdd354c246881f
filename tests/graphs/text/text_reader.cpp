#include "../reading.hpp"

#include <utility>

using namespace chainrule;

namespace {

std::string message(const std::string& text) {
  const std::string full = complaint<TextGraph>(text);
  return full.substr(0, full.find('\n'));
}

constexpr std::string_view kLecture = R"(# logistic regression, one example
input  x1 = 1, x2 = 2, y = 1
param  w1 = 0.5, w2 = -0.25, b = 0.1
z = w1*x1 + w2*x2 + b
a = sigmoid(z)
L = log_loss(a, y)
loss L
)";

}  // namespace

TEST_CASE("the lecture's graph is read with its numbers") {
  const TextGraph graph(kLecture);
  CHECK(graph.leaves(Role::input).size() == 3);
  CHECK(graph.leaves(Role::parameter).size() == 3);
  CHECK(graph.loss()->same_as(graph.at("L")));
  CHECK(value_of(graph, "z") == doctest::Approx(0.1).epsilon(1e-15));
  CHECK(value_of(graph, "L") == doctest::Approx(0.6443966600735709).epsilon(1e-15));
}

TEST_CASE("leaves have shapes and values, each if it is given") {
  const TextGraph graph("input a, b[2,3], c[2] = [1, nan]\nparam d = [[1,2,3],[4,5,6]], e = -inf, f[0,3] = []");
  CHECK(graph.at("a").shape() == Shape());
  CHECK(graph.values(graph.at("a").id()).empty());
  CHECK(graph.at("b").shape() == Shape{2, 3});
  CHECK(graph.values(graph.at("b").id()).empty());
  CHECK(graph.values(graph.at("c").id())[0] == 1);
  CHECK(std::isnan(graph.values(graph.at("c").id())[1]));
  CHECK(graph.at("d").shape() == Shape{2, 3});
  CHECK(graph.values(graph.at("d").id())[5] == 6);
  CHECK(graph.values(graph.at("e").id())[0] == -INFINITY);
  CHECK(graph.at("f").shape() == Shape{0, 3});
}

TEST_CASE("a definition by a name is an alias, one by a number a constant") {
  const TextGraph graph("param x = 1\nd = x*x\ne = d\nf = (e)\nc = -2.5\nt = [[1],[2]]\nn[0,2] = []");
  CHECK(graph.at("e").same_as(graph.at("d")));
  CHECK(graph.at("f").same_as(graph.at("d")));
  CHECK(graph.name_of(graph.at("f").id()) == "d");
  CHECK(graph.role(graph.at("c").id()) == Role::constant);
  CHECK(graph.at("t").shape() == Shape{2, 1});
  CHECK(graph.at("n").shape() == Shape{0, 2});
}

TEST_CASE("equal expressions are one node, and constants of numbers are not folded") {
  const TextGraph graph("param x = 1\na = x + 2*3\nb = x + 2*3");
  CHECK(graph.at("a").same_as(graph.at("b")));
  CHECK(graph.op(graph.operands(graph.at("a").id())[1]).name == "multiply");
}

TEST_CASE("groups name boxes of nodes, and the loss is marked") {
  const TextGraph graph("param x = 1\ny = x*x\ngroup box: x, y\ngroup \"a box\": y\ngroup empty:\nloss y");
  REQUIRE(graph.groups().size() == 3);
  CHECK(graph.groups()[0].name == "box");
  CHECK(graph.groups()[0].nodes == std::vector<NodeId>{graph.at("x").id(), graph.at("y").id()});
  CHECK(graph.groups()[1].name == "a box");
  CHECK(graph.groups()[2].nodes.empty());
}

TEST_CASE("the words that open statements and the names of ops are names like others") {
  const TextGraph graph(
      "input input = 1\nparam param = 2, exp = 3\ngroup = exp(input)\nloss = group*param*exp\nloss loss");
  CHECK(value_of(graph, "loss") == doctest::Approx(6 * std::exp(1.0)));
}

TEST_CASE("line ends, spaces, comments, blank lines and a byte order mark do not matter") {
  const TextGraph graph("\xEF\xBB\xBF# c\r\n\r\n  param x = 1 # x\r\n\ty = x # \xD0\xB6\r\n\n  \nloss y\r");
  CHECK(graph.loss()->same_as(graph.at("x")));
}

TEST_CASE("a name is defined once and before its use") {
  CHECK(message("y = q\nx = 1\nq = 2") == "t.graph:1:5: \"q\" is defined only later, on line 3");
  CHECK(message("y = q\nparam p[2,3], q") == "t.graph:1:5: \"q\" is defined only later, on line 2");
  CHECK(message("y = y + 1") == "t.graph:1:5: there is no node named \"y\"");
  CHECK(message("param x\ny = q + 1") == "t.graph:2:5: there is no node named \"q\"");
  CHECK(message("param weight\ny = wieght") == "t.graph:2:5: there is no node named \"wieght\"; did you mean weight?");
  CHECK(message("y = exp") == "t.graph:1:5: there is no node named \"exp\"; the op is written exp(...)");
  CHECK(message("param x\n\nx = 2") == "t.graph:3:1: the name \"x\" is taken: it is defined on line 1");
  CHECK(message("param x\nx = x") == "t.graph:2:1: the name \"x\" is taken: it is defined on line 1");
  CHECK(message("param a, b, a") == "t.graph:1:13: the name \"a\" is taken: it is defined on line 1");
  CHECK(message("param x\nloss q") == "t.graph:2:6: there is no node named \"q\"");
  CHECK(message("param x\ngroup g: x, q") == "t.graph:2:13: there is no node named \"q\"");
}

TEST_CASE("malformed statements are refused with their position") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "1:1: there are no statements: the graph is empty"},
           {"# nothing\n", "1:1: there are no statements: the graph is empty"},
           {"group g:\n", "1:1: there are no nodes: the graph is empty"},
           {"frob", "1:5: expected \"=\", found the end of the text"},
           {"= 3", "1:1: expected a statement: input, param, group, loss or NAME = EXPRESSION, found \"=\""},
           {"param x = 1 2", "1:13: expected the end of the line, found \"2\""},
           {"param x = 1/3", "1:12: expected the end of the line, found \"/\""},
           {"param x = y", "1:11: expected a number, found \"y\""},
           {"param x[2,3] = [1,2]", "1:16: a value of shape [2] where the shape is [2, 3]"},
           {"param x[2] = 1", "1:14: a number where the shape is [2]"},
           {"param x[-1]", "1:8: an extent cannot be negative: -1"},
           {"param x[1.5]", "1:9: 1.5 is not a whole number"},
           {"param x[1,1,1,1,1,1,1,1,1]", "1:8: a shape has at most 8 axes, not 9"},
           {"param x,", "1:9: expected a name, found the end of the text"},
           {"param \"\"", "1:7: a name cannot be empty"},
           {"param \"\\q\"", "1:7: \"\"\\q\"\" is not a JSON string"},
           {"param nan", "1:7: nan is a number; as a name it is written \"nan\""},
           {"input", "1:6: expected a name, found the end of the text"},
           {"param x\nloss x x", "2:8: expected the end of the line, found \"x\""},
           {"param x\nloss x\nloss x", "3:1: the loss is given twice"},
           {"param x\ngroup g x", "2:9: expected \":\", found \"x\""},
           {"param x\n  y = $x", "2:7: unexpected character \"$\""},
           {"param x[2]\ny = x + [1,2,3]", "2:7: add(x [2], a constant [3]): shapes [2] and [3] do not broadcast"}}) {
    const std::string seen = message(text);
    CHECK_MESSAGE(seen.starts_with("t.graph:" + expected), seen);
  }
}

TEST_CASE("an error shows the line and a caret below the place") {
  CHECK(complaint<TextGraph>("param ж = 1\nz = ж*q + 2\n") ==
        "t.graph:2:7: there is no node named \"q\"\nz = ж*q + 2\n      ^");
}

TEST_CASE("text that is not UTF-8 and NUL bytes are refused, in comments too") {
  CHECK(message("param x # \xFF") == "t.graph:1:11: the text is not UTF-8: \"\\xff\" begins no character");
  CHECK(message(std::string("param x\0", 8)) == "t.graph:1:8: a NUL byte in the text");
}

TEST_CASE("an expression gets nodes for its free names") {
  Graph graph;
  std::string asked;
  const Expr y = read_expression(graph, "w*x +\n w", "--expr", [&](std::string_view name) {
    asked += name;
    return graph.parameter(name, 3.0);
  });
  CHECK(asked == "wx");
  Sweep sweep(graph);
  sweep.forward();
  CHECK(sweep.value(y) == 12);
  CHECK(graph.role(read_expression(graph, " 2 ", "--expr").id()) == Role::constant);
}

TEST_CASE("an expression that is none, or has an unknown name, is refused") {
  const auto failure = [](std::string_view text, const FreeName& free_name = {}) {
    Graph graph;
    try {
      read_expression(graph, text, "--expr", free_name);
    } catch (const InputError& error) {
      const std::string what = error.what();
      return what.substr(0, what.find('\n'));
    }
    return std::string("none");
  };
  CHECK(failure("frob(1)").starts_with("--expr:1:1: there is no op \"frob\""));
  CHECK(failure("") == "--expr:1:1: expected a number, a name or \"(\", found the end of the text");
  CHECK(failure("1 1") == "--expr:1:3: expected the end of the expression, found \"1\"");
  CHECK(failure("1 + q") == "--expr:1:5: there is no node named \"q\"");
  CHECK(failure("1 + q", [](std::string_view) -> Expr { throw UsageError("q needs a value"); }) ==
        "--expr:1:5: q needs a value");
}
