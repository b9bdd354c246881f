#include "../support/both_ways.hpp"

#include <chainrule/graphs/mlp.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace chainrule;
using namespace chainrule::testing;

namespace {

constexpr std::int64_t kSizes[] = {3, 4, 2};

Mlp small(Graph& graph, Sweep& sweep) {
  const Mlp model = mlp(graph, kSizes);
  sweep.bind(model.x, std::vector<double>{1, -2, 0.5, 0.25, 1, -1});
  sweep.bind(model.y, std::vector<double>{1, 0});
  return model;
}

}  // namespace

TEST_CASE("the perceptron's loss is the one that loops over its units give") {
  Graph graph;
  Sweep sweep(graph, 2);
  const Mlp model = small(graph, sweep);
  sweep.set(model.biases[0], std::vector<double>{0.1, -0.2, 0.3, 0.4});
  sweep.forward();
  const auto W1 = sweep.values(model.weights[0]), b1 = sweep.values(model.biases[0]);
  const auto W2 = sweep.values(model.weights[1]), x = sweep.values(model.x), y = sweep.values(model.y);
  double total = 0;
  for (std::size_t example = 0; example < 2; ++example) {
    double hidden[4], logits[2] = {};
    for (std::size_t j = 0; j < 4; ++j) {
      hidden[j] = b1[j];
      for (std::size_t i = 0; i < 3; ++i) hidden[j] += x[example * 3 + i] * W1[i * 4 + j];
      for (std::size_t k = 0; k < 2; ++k) logits[k] += std::fmax(hidden[j], 0.0) * W2[j * 2 + k];
    }
    const std::size_t label = static_cast<std::size_t>(y[example]);
    total += std::log(std::exp(logits[0]) + std::exp(logits[1])) - logits[label];
  }
  CHECK(sweep.value(model.J) == doctest::Approx(total / 2).epsilon(1e-14));
}

TEST_CASE("the perceptron's gradient is the same by sweep and by gradient graph") {
  Graph graph;
  const Mlp model = mlp(graph, kSizes);
  const std::vector<Expr> parameters{model.weights[0], model.biases[0], model.weights[1], model.biases[1]};
  const Fill fill = [&](Sweep& sweep) {
    sweep.bind(model.x, std::vector<double>{1, -2, 0.5, 0.25, 1, -1});
    sweep.bind(model.y, std::vector<double>{1, 0});
  };
  const LossAndGradient swept = by_sweep(model.J, parameters, 2, fill);
  const LossAndGradient built = by_gradient_graph(model.J, parameters, 2, fill);
  CHECK(built.loss == doctest::Approx(swept.loss).epsilon(1e-15));
  REQUIRE(built.gradient.size() == 3 * 4 + 4 + 4 * 2 + 2);
  for (std::size_t i = 0; i < built.gradient.size(); ++i)
    CHECK(built.gradient[i] == doctest::Approx(swept.gradient[i]).epsilon(1e-13));
}

TEST_CASE("weights begin different from each other, within the bound of their layer, and always the same") {
  Graph graph, again;
  const Mlp model = mlp(graph, kSizes), twin = mlp(again, kSizes);
  const auto weights = graph.values(model.weights[0].id());
  CHECK(std::ranges::equal(weights, again.values(twin.weights[0].id())));
  double least = INFINITY, most = -INFINITY;
  for (const double weight : weights) least = std::fmin(least, weight), most = std::fmax(most, weight);
  CHECK(least >= -std::sqrt(2.0));
  CHECK(most <= std::sqrt(2.0));
  CHECK(most - least > 1);
}

TEST_CASE("too few sizes, or none of a layer, are refused") {
  Graph graph;
  CHECK_THROWS_AS(mlp(graph, std::vector<std::int64_t>{3}), GraphError);
  CHECK_THROWS_AS(mlp(graph, std::vector<std::int64_t>{3, 0, 2}), GraphError);
}
