#include "../program.hpp"

using namespace testing;

namespace {

void check_graph_refused(const std::string& text, const std::string& words) {
  const Folder folder;
  check_refused({"eval", folder.file("g.graph", text)}, words);
}

void check_values_refused(const std::string& text, const std::string& words) {
  const Folder folder;
  check_refused({"eval", "--expr", "sum(x)", "--values", folder.file("v.json", text)}, words);
}

void check_data_refused(const std::string& text, const std::string& words) {
  const Folder folder;
  check_refused({"grad", "lecture_m", "--data", folder.file("d.csv", text)}, words);
}

}  // namespace

TEST_CASE("a graph with an error is refused at its line and column") {
  check_graph_refused("param x = 1\ny = x + * 2\nloss y\n", "g.graph:2:9: ");
  check_graph_refused("param x = 1\ny = frob(x)\n", "g.graph:2:5: ");
  check_graph_refused("param x = 1\nx = 2\n", "g.graph:2:1: ");
  check_graph_refused("y = q\nq = 1\n", "g.graph:1:5: ");
  check_graph_refused("", "empty");
  check_graph_refused("param x = 1\nloss q\n", "g.graph:2:6: ");
  check_graph_refused("{", "g.graph:1:1: ");
}

TEST_CASE("an expression with an error is refused at its column") {
  check_refused({"eval", "--expr", "x +", "--set", "x=1"}, "--expr:1:4: ");
  check_refused({"eval", "--expr", "frob(x)", "--set", "x=1"}, "--expr:1:1: ");
  check_refused({"eval", "--expr", "", "--set", "x=1"}, "--expr:1:1: ");
}

TEST_CASE("a file that is not there is named") { check_refused({"eval", "missing.graph"}, "missing.graph"); }

TEST_CASE("unknown names are refused, with the nearest one") {
  check_refused({"grad", "lecture", "--set", "nope=1"}, "nope");
  check_refused({"grad", "lecture", "--set", "w3=1"}, "did you mean w");
  check_refused({"grad", "lecture", "--wrt", "nope"}, "nope");
  check_refused({"grad", "lecture", "--of", "nope"}, "nope");
  check_refused({"eval", "--expr", "x", "--set", "x=1", "--set", "y=1"}, "\"y\"");
}

TEST_CASE("only inputs and parameters are set, once, to values of their shape") {
  check_refused({"eval", "lecture", "--set", "z=1"}, "computed");
  check_refused({"eval", "lecture", "--set", "w1=[1,2]"}, "shape");
  check_refused({"eval", "lecture", "--set", "w1=1", "--set", "w1=2"}, "twice");
  check_refused({"eval", "lecture", "--set", "w1=abc"}, "--set w1:1:1: ");
  check_refused({"eval", "lecture", "--set", "w1=1 2"}, "--set w1:1:3: ");
  check_refused({"eval", "lecture", "--set", "w1="}, "--set w1:1:1: ");
  check_refused({"eval", "--expr", "sum(x)", "--set", "x=[[1,2],[3]]"}, "lengths");
}

TEST_CASE("leaves without a value are named") {
  check_refused({"eval", "--expr", "x*y", "--set", "x=1"}, "y has no value: give it with --set y=...");
  check_graph_refused("input x\ny = x\n", "x has no value");
}

TEST_CASE("a file of values with an error is refused with name or position") {
  check_values_refused("{\"x\": [[1, 2], [3]]}", "v.json:1:7: ");
  check_values_refused("{\"x\": [1, \"two\"]}", "x");
  check_values_refused("{\"x\": null}", "x");
  check_values_refused("{\"x\": {\"y\": 1}}", "x");
  check_values_refused("{\"x\": 1, \"x\": 2}", "twice");
  check_values_refused("{\"x\": 1e400}", "v.json:1");
  check_values_refused("{\"x\": 1, \n\"y\": 2}", "v.json:2:6: ");
  check_values_refused("[1]", "v.json:1:1: ");
  check_values_refused("{\"x\": 1", "v.json:1:");
  check_values_refused("", "v.json:1:1: ");
  check_values_refused(std::string(100'000, '['), "v.json:1:");
  check_values_refused("{\"x\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}", "v.json:1:");
  const Folder folder;
  check_refused({"eval", "lecture", "--values", folder.file("v.json", "{\n \"w1\": [1]}")}, "v.json:2:8: ");
}

TEST_CASE("a table with an error is refused with its position") {
  check_data_refused("x1,x2\n1,2\n", "d.csv:1: no column \"y\"");
  check_data_refused("x1,x2,y\n1,two,1\n", "d.csv:2:3: ");
  check_data_refused("x1,x2,y\n1,2,1\n1,2\n", "d.csv:3:");
  check_data_refused("x1,x2,y\n", "no rows");
  check_data_refused("x1,x2,y,id\n1,2,1,7\n", "d.csv:1: the column \"id\"");
  check_data_refused("x1,x2,y,w1\n1,2,1,7\n", "\"w1\"");
  check_data_refused("", "empty");
  check_refused({"grad", "lecture_m", "--data", "missing.csv"}, "missing.csv");
}

TEST_CASE("labels outside [0, 1] are refused, naming the example and its place") {
  check_data_refused("x1,x2,y\n1,2,1\n1,2,2\n", "d.csv:3:5: the label \"y\" of example 2 is 2");
  check_data_refused("x1,x2,y\n1,2,nan\n", "example 1 is nan");
  check_data_refused("x1,x2,y\n1,2,-0.1\n", "example 1 is -0.1");
  const Folder folder;
  CHECK(run_chainrule({"grad", "lecture_m", "--data", folder.file("soft.csv", "x1,x2,y\n1,2,0.5\n")}).status == 0);
}

TEST_CASE("an input is either bound to a column or set") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n");
  check_refused({"grad", "lecture_m", "--data", data, "--set", "x1=3"}, "\"x1\"");
}

TEST_CASE("columns that a ready-made graph cannot take are refused") {
  const Folder folder;
  check_refused({"eval", "logistic", "--data", folder.file("a.csv", "x1,x2\n1,2\n")}, "a.csv:1: ");
  check_refused({"eval", "logistic", "--data", folder.file("b.csv", "y\n1\n")}, "b.csv:1: ");
  check_refused({"eval", "logistic", "--data", folder.file("c.csv", "z,y\n1,1\n")}, "c.csv:1: ");
  check_refused({"eval", "logistic", "--data", folder.file("d.csv", "\xE9,y\n1,1\n")}, "UTF-8");
}

TEST_CASE("a tensor has no gradient") {
  for (const char* mode : {"reverse", "sweep"})
    check_refused({"grad", "--expr", "x*x", "--set", "x=[1,2]", "--mode", mode}, "shape [2]");
}

TEST_CASE("second derivatives by what differs per example are refused for a number over all examples") {
  const Folder folder;
  const std::string data = folder.file("d.csv", "x1,x2,y\n1,2,1\n3,4,0\n");
  check_refused({"grad", "lecture_m", "--data", data, "--wrt", "z", "--hessian"}, "per example");
}

TEST_CASE("what crosses an example reduction back to one example is refused") {
  const Folder folder;
  const std::string graph = folder.file("g.graph",
                                        "input x = 1\nparam w = 2\ns = w*x\nm = mean_over_examples(s)\n"
                                        "L = square(s - m)\nloss L\n");
  const std::string data = folder.file("d.csv", "x\n1\n2\n");
  for (const char* mode : {"reverse", "sweep"}) check_refused({"grad", graph, "--data", data, "--mode", mode}, "m");
}

TEST_CASE("hostile names are shown safely and read back from JSON") {
  const std::string quoted = "\"a \\\"b\\\"\\n\\u0007<&>{|}\\\\\"";
  const Run run = run_chainrule({"eval", "-", "--json"}, "param " + quoted + " = 3\n");
  CHECK(run.status == 0);
  CHECK(run.json().at("values").contains(nlohmann::json::parse(quoted).get<std::string>()));
  const std::string longest(1'000'000, 'n');
  const Run large = run_chainrule({"eval", "-", "--json"}, "param " + longest + " = 3\n");
  CHECK(large.json().at("values").at(longest) == 3);
}

TEST_CASE("nothing is written when the input is bad") {
  const Folder folder;
  const std::string bad = folder.file("bad.graph", "param x = 1\ny = x +\n");
  check_refused({"convert", bad, folder / "out.json"}, "bad.graph:2:8: ");
  check_refused({"dot", bad, "-o", folder / "out.svg"}, "bad.graph:2:8: ");
  CHECK(folder.files() == 1);
}
