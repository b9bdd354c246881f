#include "../reading.hpp"

#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/text/text_writer.hpp>
#include <chainrule/ops/functions.hpp>

using namespace chainrule;

TEST_CASE("a graph is written by the schema, a node a line") {
  const TextGraph graph(R"(input x = 2, v[3]
param w = [[1, nan], [inf, -0]]
s = sum(w, axis=[0, 1], keepdims=true)*examples + 3
d = s
group "a \"box\"": s
loss s
)");
  CHECK(write_json(graph) == R"({
  "chainrule": 1,
  "nodes": [
    {"role": "input", "value": 2},
    {"role": "input", "shape": [3]},
    {"role": "parameter", "shape": [2, 2], "value": [[1, "nan"], ["inf", -0.0]]},
    {"op": "sum", "operands": [2], "attributes": {"axis": [0, 1], "keepdims": true}},
    {"role": "examples"},
    {"op": "multiply", "operands": [3, 4]},
    {"role": "constant", "value": 3},
    {"op": "add", "operands": [5, 6]}
  ],
  "names": {
    "x": 0,
    "v": 1,
    "w": 2,
    "s": 7,
    "d": 7
  },
  "groups": [
    {"name": "a \"box\"", "nodes": [7]}
  ],
  "loss": 7
}
)");
}

TEST_CASE("random graphs read back from JSON to the same bits, gradients included") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    const TextGraph graph(random_text(random));
    const std::string written = write_json(graph);
    const JsonGraph copy(written);
    REQUIRE_MESSAGE(write_json(copy) == written, written);
    REQUIRE_MESSAGE(write_text(copy) == write_text(graph), written);
    REQUIRE_MESSAGE(same_results(graph, copy), written);
  }
}

TEST_CASE("numbers, hostile names and empty tensors survive JSON") {
  Graph graph;
  const std::vector<double> numbers = {0.1, 0.0, -0.0, 4.9e-324, 1.7976931348623157e308, 1e20, 12345678901234567.0};
  for (const double number : numbers) graph.parameter("p" + std::to_string(graph.size()), number);
  graph.parameter("\"\\\n\x01<&>ж", Shape{0, 3});
  named("c", graph.constant(Shape{0, 2}, {}));
  graph.parameter(std::string(1 << 20, 'x'), 1);
  const JsonGraph copy(write_json(graph));
  CHECK(same_results(graph, copy));
  CHECK(copy.at("c").shape() == Shape{0, 2});
  CHECK(copy.at("\"\\\n\x01<&>ж").shape() == Shape{0, 3});
}

TEST_CASE("a name that is not UTF-8 cannot be written as JSON") {
  Graph graph;
  graph.parameter("\xFF", 1);
  CHECK_THROWS_AS(write_json(graph), GraphError);
}

TEST_CASE("a chain of a million nodes is written as JSON and read") {
  Graph graph({.intern = false});
  Expr node = graph.parameter("x", 1);
  for (int i = 0; i < 1000000; ++i) node = -node;
  named("y", node);
  const JsonGraph copy(write_json(graph));
  CHECK(copy.size() == 1000001);
  CHECK(value_of(copy, "y") == 1);
}
