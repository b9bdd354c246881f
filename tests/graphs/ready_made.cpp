#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/ready_made.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace chainrule;

namespace {

std::string refusal(const std::string& text) {
  try {
    find_ready_made(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

bool mentions(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// The loss at the parameters' first values, and the graph.
double first_loss(Graph& graph, const std::string& name, const std::string& csv) {
  const Table data = parse_csv(csv, "d.csv");
  const auto call = find_ready_made(name);
  REQUIRE(call.has_value());
  call->graph->build(graph, {.numbers = call->numbers, .data = &data});
  Sweep sweep(graph, data.rows());
  for (const std::string& column : data.names) sweep.bind(graph.at(column), data.column(column));
  sweep.forward();
  return sweep.value(*graph.loss());
}

}  // namespace

TEST_CASE("a name and its numbers are told apart") {
  const auto call = find_ready_made("mlp:16,8");
  REQUIRE(call.has_value());
  CHECK(call->graph->name == "mlp");
  CHECK(call->numbers == std::vector<std::int64_t>{16, 8});
  CHECK(find_ready_made("lecture")->numbers.empty());
  CHECK(!find_ready_made("mlp.graph").has_value());
  CHECK(!find_ready_made("folder/x:3").has_value());
}

TEST_CASE("numbers that a graph does not take are refused, with an example of what it takes") {
  for (const std::string text : {"mlp", "mlp:", "mlp:16,", "mlp:,8", "mlp:16,x", "mlp:1.5", "mlp:-3", "mlp:0"})
    CHECK(mentions(refusal(text), "as in mlp:16,8"));
  for (const std::string text : {"gmm", "gmm:2", "gmm:0,3", "gmm:2,3,4", "gmm:2, 3", "gmm:99999999999999999999,1"})
    CHECK(mentions(refusal(text), "as in gmm:2,3"));
  CHECK(mentions(refusal("mlp:16,x"), "\"x\" is no whole number"));
  CHECK(mentions(refusal("lecture:3"), "takes no numbers"));
}

TEST_CASE("softmax and linear begin at zero: no class is likelier, and the errors are the labels") {
  Graph softmax, linear;
  CHECK(first_loss(softmax, "softmax", "u,v,y\n1,2,0\n3,4,2\n") == doctest::Approx(std::log(3.0)));
  CHECK(softmax.shape(softmax.at("W").id()) == Shape{2, 3});
  CHECK(first_loss(linear, "linear", "u,v,y\n1,2,1\n3,4,-2\n") == 2.5);
}

TEST_CASE("a perceptron has the layers that its name says, between the features and the classes") {
  Graph graph;
  first_loss(graph, "mlp:5,4", "u,v,y\n1,2,0\n3,4,2\n");
  CHECK(graph.shape(graph.at("W1").id()) == Shape{2, 5});
  CHECK(graph.shape(graph.at("W2").id()) == Shape{5, 4});
  CHECK(graph.shape(graph.at("W3").id()) == Shape{4, 3});
}

TEST_CASE("a mixture fits the columns, of which there must be as many as its name says") {
  Graph graph;
  first_loss(graph, "gmm:2,3", "u,v\n1,2\n3,1\n2,4\n");
  CHECK(graph.shape(graph.at("icf").id()) == Shape{3, 3});
  Graph other;
  CHECK_THROWS_WITH_AS(first_loss(other, "gmm:3,2", "u,v\n1,2\n3,4\n"),
                       "gmm:3,2 is of 3 features, and the data have 2 columns", InputError);
  CHECK_THROWS_AS(first_loss(other, "gmm:2,4", "u,v\n1,2\n3,4\n"), InputError);
}

TEST_CASE("layers that no memory holds are refused before they are built") {
  Graph graph;
  CHECK_THROWS_AS(first_loss(graph, "mlp:100000,100000", "u,y\n1,0\n3,1\n"), InputError);
}
