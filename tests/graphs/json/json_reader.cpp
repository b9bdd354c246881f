#include "../reading.hpp"

#include <utility>

using namespace chainrule;

namespace {

std::string message(const std::string& text) {
  const std::string full = complaint<JsonGraph>(text);
  return full.substr(0, full.find('\n'));
}

/// A graph with these nodes behind a parameter, which is node 0.
std::string with_nodes(const std::string& nodes) {
  return "{\"chainrule\": 1, \"nodes\": [{\"role\": \"parameter\", \"value\": 2},\n" + nodes + "]}";
}

}  // namespace

TEST_CASE("a graph is read with its leaves, operations, names, groups and loss") {
  const JsonGraph graph(R"({
    "chainrule": 1,
    "nodes": [{"role": "input", "value": 1}, {"role": "parameter", "shape": [2], "value": [0.5, "nan"]},
              {"role": "constant", "value": 3}, {"role": "examples"}, {"role": "input", "shape": [2, 3]},
              {"op": "sum", "operands": [1], "attributes": {"axis": [0], "keepdims": true}},
              {"op": "multiply", "operands": [0, 2]}],
    "names": {"x": 0, "w": 1, "s": 5, "y": 6, "alias": 6},
    "groups": [{"name": "a box", "nodes": [5, 6]}, {"name": "empty", "nodes": []}],
    "loss": 6})");
  CHECK(graph.size() == 7);
  CHECK(graph.role(graph.at("x").id()) == Role::input);
  CHECK(std::isnan(graph.values(graph.at("w").id())[1]));
  CHECK(graph.at("s").shape() == Shape{1});
  CHECK(graph.at("alias").same_as(graph.at("y")));
  CHECK(graph.groups()[0].nodes == std::vector<NodeId>{graph.at("s").id(), graph.at("y").id()});
  CHECK(graph.loss()->same_as(graph.at("y")));
}

TEST_CASE("the members may come in any order") {
  const JsonGraph graph(
      R"({"loss": 0, "names": {"x": 0}, "nodes": [{"value": 3, "role": "parameter"}], "chainrule": 1})");
  CHECK(graph.loss()->same_as(graph.at("x")));
}

TEST_CASE("what is no graph is refused with position and place") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"[]", "1:1: a graph is a JSON object"},
           {"{\"nodes\": [1 2]}", "1:12: /nodes/0: expected an object"},
           {"{}", "1:1: \"chainrule\": 1 is missing"},
           {R"({"chainrule": 1, "nodes": []})", "1:1: there are no nodes: the graph is empty"},
           {R"({"chainrule": 2})", "1:15: /chainrule: version 1 is known here, not 2"},
           {R"({"chainrule": [1]})", "1:15: /chainrule: version 1 is known here, not this"},
           {R"({"chainrule": 1, "vertices": []})", "1:18: a graph has no member \"vertices\""},
           {with_nodes(R"({"op": "frob", "operands": [0]})"), "2:1: /nodes/1/op: there is no op \"frob\""},
           {with_nodes(R"({"op": "sigmod", "operands": [0]})"),
            "2:1: /nodes/1/op: there is no op \"sigmod\"; did you mean sigmoid?"},
           {with_nodes(R"({"op": 3, "operands": [0]})"), "2:1: /nodes/1/op: expected a string"},
           {with_nodes(R"({"op": "exp", "operands": [1]})"),
            "2:1: /nodes/1/operands/0: there is no node 1 before this: so far there are 1"},
           {with_nodes(R"({"op": "add", "operands": [0, 99999999999999999999]})"),
            "2:1: /nodes/1/operands/1: expected the index of a node"},
           {with_nodes(R"({"op": "add", "operands": [0, 18446744073709551615]})"),
            "2:1: /nodes/1/operands/1: there is no node 18446744073709551615 before this: so far there are 1"},
           {with_nodes(R"({"op": "exp", "operands": [-1]})"), "2:1: /nodes/1/operands/0: expected the index of a node"},
           {with_nodes(R"({"op": "exp", "operands": [0.0]})"),
            "2:1: /nodes/1/operands/0: expected the index of a node"},
           {with_nodes(R"({"op": "exp", "operands": 0})"),
            "2:1: /nodes/1/operands: expected a list of indices of nodes"},
           {with_nodes(R"({"op": "exp"})"), "2:1: /nodes/1: \"operands\" is missing"},
           {with_nodes(R"({"op": "exp", "operands": [0, 0]})"), "2:1: /nodes/1: exp takes 1 operand, not 2"},
           {with_nodes(R"({"op": "exp", "operands": [0], "note": 1})"),
            "2:1: /nodes/1: there is no member \"note\" here"},
           {with_nodes(R"({"op": "sum", "operands": [0], "attributes": {"axes": 1}})"),
            "2:1: /nodes/1/attributes: sum has no attribute \"axes\""},
           {with_nodes(R"({"op": "sum", "operands": [0], "attributes": {"axis": [1.5]}})"),
            "2:1: /nodes/1/attributes/axis/0: expected a whole number"},
           {with_nodes(R"({"op": "sum", "operands": [0], "attributes": {"axis": [9223372036854775808]}})"),
            "2:1: /nodes/1/attributes/axis/0: the number is too large"},
           {with_nodes(R"({"op": "sum", "operands": [0], "attributes": {"axis": [3]}})"), "2:1: /nodes/1: sum("},
           {with_nodes(R"({"op": "sum", "operands": [0], "attributes": {"keepdims": 1}})"),
            "2:1: /nodes/1/attributes/keepdims: expected true or false"},
           {with_nodes(R"({"op": "reshape", "operands": [0]})"), "2:1: /nodes/1: reshape needs the attribute shape"},
           {with_nodes(R"({"role": "weight"})"),
            "2:1: /nodes/1/role: there is no role \"weight\": it is input, parameter, constant or examples"},
           {with_nodes(R"({"value": 1})"), "2:1: /nodes/1: \"role\" is missing"},
           {with_nodes(R"({"role": "constant"})"), "2:1: /nodes/1: \"value\" is missing"},
           {with_nodes(R"({"role": "input", "shape": [2], "value": [1]})"),
            "2:1: /nodes/1/value: a value of shape [1] where the shape is [2]"},
           {with_nodes(R"({"role": "input", "shape": [-2]})"), "2:1: /nodes/1/shape: an extent cannot be negative: -2"},
           {with_nodes(R"({"role": "input", "shape": 2})"), "2:1: /nodes/1/shape: expected a list of whole numbers"},
           {with_nodes(R"({"role": "input", "value": [[1], 2]})"),
            "2:1: /nodes/1/value: a number where a list was expected"},
           {with_nodes(R"({"role": "input", "value": "big"})"), "2:1: /nodes/1/value: expected a number"},
           {with_nodes(R"({"role": "input", "value": 1e999})"), "2:32: number overflow parsing '1e999'"},
           {with_nodes("3"), "2:1: /nodes/1: expected an object"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "names": {"x": 1}})",
            "1:63: /names/x: there is no node 1 before this: so far there are 1"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "names": {"x": 0, "x": 0}})",
            "1:71: /names/x: the name is given twice"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "names": {"": 0}})",
            "1:62: /names/\"\": a name cannot be empty"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "groups": [{"name": "g", "nodes": [1]}]})",
            "1:59: /groups/0/nodes/0: there is no node 1 before this: so far there are 1"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "groups": [{"nodes": [0]}]})",
            "1:59: /groups/0: \"name\" is missing"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "groups": [{"name": "", "nodes": [0]}]})",
            "1:59: /groups/0/name: a name cannot be empty"},
           {R"({"chainrule": 1, "nodes": [{"role": "input"}], "loss": "x"})",
            "1:56: /loss: expected the index of a node"}}) {
    const std::string seen = message(text);
    CHECK_MESSAGE(seen.starts_with("t.json:" + expected), seen);
  }
}

TEST_CASE("JSON errors show the line and a caret below the place") {
  CHECK(complaint<JsonGraph>("{\"chainrule\": 1,\n \"loss\" 3}").ends_with("\n \"loss\" 3}\n        ^"));
}
