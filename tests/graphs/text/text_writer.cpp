#include "../reading.hpp"

#include <chainrule/graphs/text/text_writer.hpp>
#include <chainrule/ops/functions.hpp>

#include <memory>

using namespace chainrule;

namespace {

/// The statement that defines y, read and written again.
std::string again(const std::string& expression) {
  const std::string text = write_text(TextGraph("param x = 2, s = 3, t = 5\ny = " + expression));
  return text.substr(text.rfind("\ny = ") + 5, text.size() - text.rfind("\ny = ") - 6);
}

void check_unchanged(const std::string& text) { CHECK(write_text(TextGraph(text)) == text); }

std::unique_ptr<TextGraph> reread(const Graph& graph) { return std::make_unique<TextGraph>(write_text(graph)); }

}  // namespace

TEST_CASE("a text that is written as the writer would comes back unchanged") {
  check_unchanged(R"(input x1 = 1, x2 = 2, y = 1
param w1 = 0.5, w2 = -0.25, b = 0.1
z = w1*x1 + w2*x2 + b
a = sigmoid(z)
dz = a - y
db = dz
L = log_loss(a, y)
J = mean_over_examples(L)/examples
group "z = w1x1 + w2x2 + b": z
group loss: L, dz
loss J
)");
  check_unchanged(R"(input x[2,3], "a \"b\"" = -inf, e[0,3]
param W = [[1, 2], [3, nan], [5, -0]]
c = [[], []]
n[0,2] = []
three = 3
y = x @ W @ [[1, 2], [3, 4]] + sum(x, axis=[0, 1], keepdims=true)*three
i = "a \"b\""*inf
)");
}

TEST_CASE("parentheses stand only where they are needed") {
  for (const char* expression :
       {"x + s + t",   "x + (s + t)", "x - (s - t)", "x*s*t",   "x*(s*t)",  "x/(s/t)",  "(x + s)*t",
        "x*s + t",     "x^s^t",       "(x^s)^t",     "-x^s",    "(-x)^s",   "x^-s",     "-(x*s)",
        "-x*s",        "x*-s",        "x - -s",      "--x",     "-(x + s)", "-(3)",     "--3",
        "-3^x",        "(-3)^x",      "x^-3",        "x*-3",    "2^-x^s",   "(2^-x)^s", "x < s + t",
        "(x < s) + t", "(x < s) < t", "x < (s < t)", "-(inf)",  "-inf",     "-(nan)",   "exp(x + s)",
        "-exp(x)",     "x == s",      "(x == s)^t",  "-(-3)^x", "min(x, s)"})
    CHECK(again(expression) == expression);
  CHECK(again("((x)) + ((s*t))") == "x + s*t");
  CHECK(again("(x*s)*t") == "x*s*t");
  CHECK(again("min(x, s, t)") == "amin(x, s, t)");
  CHECK(again("- 3") == "-3");
}

TEST_CASE("an unnamed node with several consumers gets its label as a name") {
  CHECK(write_text(TextGraph("param x = 2, t1 = 3\ny = exp(x*t1) + x*t1\n")) ==
        "param x = 2, t1 = 3\nt2 = x*t1\ny = exp(t2) + t2\n");
}

TEST_CASE("operations keep their order, though a shared node interrupts an expression") {
  const TextGraph graph("param x = 2\ny = exp(x) + (x*x)*log(x*x)\nloss y\n");
  const auto copy = reread(graph);
  std::vector<std::string_view> before;
  std::vector<std::string_view> after;
  for (NodeId id = 0; id < graph.size(); ++id)
    if (graph.role(id) == Role::operation) before.push_back(graph.op(id).name);
  for (NodeId id = 0; id < copy->size(); ++id)
    if (copy->role(id) == Role::operation) after.push_back(copy->op(id).name);
  CHECK(before == after);
}

TEST_CASE("what has no name, no consumer, or stands in a group or is the loss is written too") {
  Graph graph;
  const Expr p = graph.anonymous_parameter(2);
  const Expr three = graph.constant(3);
  const Expr nodes[] = {three, graph.examples(), p * 2};
  graph.group("box", nodes);
  exp(p);
  graph.set_loss(three);
  const std::string text = write_text(graph);
  CHECK(text == "n1 = 3\nparam p1 = 2\nt1 = p1*2\nt2 = exp(p1)\ngroup box: n1, examples, t1\nloss n1\n");
  CHECK(write_text(TextGraph(text)) == text);
}

TEST_CASE("a node named examples does not hide the number of examples") {
  Graph graph;
  const Expr name = graph.parameter("examples", 7);
  named("y", name * graph.examples());
  CHECK(write_text(graph) == "m1 = examples\nparam examples = 7\ny = examples*m1\n");
  CHECK(same_results(graph, *reread(graph)));
}

TEST_CASE("names that are no words are written as strings and read back") {
  Graph graph;
  const std::vector<std::string> names = {"a \"b\"",
                                          "<>&|{}",
                                          "\\",
                                          "two\nlines",
                                          "ж",
                                          "3",
                                          "nan",
                                          "input",
                                          "exp",
                                          "tab\t",
                                          std::string("nul\0", 4),
                                          "−",
                                          std::string(1 << 20, 'x')};
  for (const std::string& name : names) graph.parameter(name, 1);
  const auto copy = reread(graph);
  REQUIRE(copy->names().size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(copy->names()[i].name == names[i]);
}

TEST_CASE("a name that is not UTF-8 cannot be written") {
  Graph graph;
  graph.parameter("\xFF", 1);
  CHECK_THROWS_AS(write_text(graph), GraphError);
}

TEST_CASE("the order in which a graph was built does not show") {
  Graph left;
  Graph right;
  for (Graph* graph : {&left, &right}) {
    const Expr x = graph->parameter("x", 1);
    const Expr first = graph == &left ? exp(x) : log(x);
    const Expr second = graph == &left ? log(x) : exp(x);
    named("y", graph == &left ? first + second : second + first);
  }
  CHECK(write_text(left) == write_text(right));
}

TEST_CASE("random graphs read back to the same bits, gradients included") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 500; ++round) {
    const TextGraph graph(random_text(random));
    const std::string written = write_text(graph);
    const TextGraph copy(written);
    REQUIRE_MESSAGE(write_text(copy) == written, written);
    REQUIRE_MESSAGE(same_results(graph, copy), written);
  }
}

TEST_CASE("a chain of a million nodes is written and read") {
  Graph graph({.intern = false});
  Expr node = graph.parameter("x", 1);
  for (int i = 0; i < 1000000; ++i) node = -node;
  named("y", node);
  const auto copy = reread(graph);
  CHECK(copy->size() == 1000001);
  CHECK(value_of(*copy, "y") == 1);
}

TEST_CASE("a graph with 2^60 paths is written at once") {
  Graph graph;
  Expr node = graph.parameter("x", 1);
  for (int i = 0; i < 60; ++i) node = node + node;
  named("y", node);
  CHECK(value_of(*reread(graph), "y") == std::exp2(60));
}
