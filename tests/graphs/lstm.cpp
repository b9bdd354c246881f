#include "../support/adbench.hpp"
#include "../support/both_ways.hpp"

#include <chainrule/graphs/lstm.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::testing;

TEST_CASE("the character model has ADBench's objective and gradient, by sweep and by gradient graph") {
  const std::string name = "lstm_lstm_l2_c1024";
  const AdbenchCharacters data(name);
  const AdbenchResult result(name);
  Graph graph;
  const Lstm model = lstm(graph, {.layers = data.layers, .width = data.width, .characters = data.characters});
  const std::vector<Expr> parameters{model.main_params, model.extra_params};
  const Fill fill = [&](Sweep& sweep) {
    sweep.set(model.main_params, data.main_params);
    sweep.set(model.extra_params, data.extra_params);
    sweep.set(model.state, data.state);
    sweep.bind(model.sequence, data.sequence);
  };
  for (const auto by : {&by_sweep, &by_gradient_graph}) {
    const LossAndGradient seen = by(model.loss, parameters, 1, fill);
    CHECK(adbench_distance(seen.loss, result.objective) <= 1e-12);
    CHECK(adbench_distance(seen.gradient, result.gradient) <= 1e-12);
  }
}

TEST_CASE("a character model of no layers, no units or a single character is refused") {
  Graph graph;
  CHECK_THROWS_AS(lstm(graph, {.layers = 0, .width = 3, .characters = 5}), GraphError);
  CHECK_THROWS_AS(lstm(graph, {.layers = 1, .width = 0, .characters = 5}), GraphError);
  CHECK_THROWS_AS(lstm(graph, {.layers = 1, .width = 3, .characters = 1}), GraphError);
}
