#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/values.hpp>
#include <chainrule/engine/program/program.hpp>
#include <chainrule/engine/stepper/stepper.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>

namespace chainrule {
namespace {

/// J = mean of (w·x + b) over the examples.
struct Line {
  Graph graph;
  Expr x = graph.input("x"), w = graph.parameter("w", 2.0), b = graph.parameter("b");
  Expr J = named("J", mean_over_examples(w* x + b));

  Values values() {
    Values values(graph, 3);
    values.bind(x, std::array{1.0, 2.0, 6.0});
    values.set(b, 0.5);
    return values;
  }
};

TEST_CASE("values are those given, else the graph's own, and know what is missing") {
  Line line;
  Values values(line.graph, 3);
  REQUIRE(values.missing());
  CHECK(*values.missing() == line.x.id());
  CHECK(values.of(line.x.id()).empty());
  CHECK(values.of(line.w.id())[0] == 2);
  values = line.values();
  CHECK_FALSE(values.missing());
  CHECK(values.is_bound(line.x.id()));
  CHECK(values.of(line.x.id()).size() == 3);
  CHECK(values.given().size() == 2);
}

TEST_CASE("a sweep, a run and a stepper take the same values") {
  Line line;
  const Values values = line.values();
  Sweep sweep(values);
  sweep.backward(line.J);
  CHECK(sweep.value(line.J) == 6.5);
  CHECK(sweep.cotangent(line.w) == 3);
  const Program program = compile(gradient(line.J));
  Run run(program, {.examples = 3});
  run.set(values);
  run();
  CHECK(run.value("J") == 6.5);
  CHECK(run.value("dw") == 3);
  CHECK(run.value("db") == 1);
  Stepper stepper(line.J, values);
  stepper.seek(stepper.size());
  CHECK(stepper.cotangent(line.w.id()).value()[0] == 3);
}

TEST_CASE("values that fit no leaf are refused with the leaf's name") {
  Line line;
  Values values(line.graph, 3);
  CHECK_THROWS_WITH_AS(values.set(line.J, 1.0), doctest::Contains("J is no input or parameter"), GraphError);
  CHECK_THROWS_WITH_AS(values.set(line.w, std::array{1.0, 2.0}), doctest::Contains("w has shape"), ShapeError);
  CHECK_THROWS_WITH_AS(values.bind(line.w, std::array{1.0, 2.0, 3.0}), doctest::Contains("w is shared"), GraphError);
  CHECK_THROWS_WITH_AS(values.bind(line.x, std::array{1.0, 2.0}), doctest::Contains("x takes 3 numbers"), ShapeError);
  Graph other;
  CHECK_THROWS_AS(values.set(other.parameter("p"), 1.0), GraphError);
  CHECK(values.given().empty());
}

TEST_CASE("values are taken for the same graph over as many examples") {
  Line line;
  const Values values = line.values();
  Sweep one(line.graph);
  CHECK_THROWS_AS(one.set(values), GraphError);
  const Program program = compile({{"J", line.J}});
  Run run(program, {.examples = 2});
  CHECK_THROWS_AS(run.set(values), ShapeError);
}

}  // namespace
}  // namespace chainrule
