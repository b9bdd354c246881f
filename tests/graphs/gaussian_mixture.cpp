#include "../support/adbench.hpp"
#include "../support/both_ways.hpp"

#include <chainrule/graphs/gaussian_mixture.hpp>

#include <doctest/doctest.h>

#include <numbers>

using namespace chainrule;
using namespace chainrule::testing;

namespace {

/// ADBench's example in our graph.
struct Example {
  explicit Example(const std::string& name) : data(name), result(name) {
    model = gaussian_mixture(graph, data.d, data.k, {.gamma = data.gamma, .m = data.m});
    parameters = {model.alphas, model.means, model.icf};
  }
  Fill fill() const {
    return [this](Sweep& sweep) {
      sweep.set(model.alphas, data.alphas);
      sweep.set(model.means, data.means);
      sweep.set(model.icf, data.icf);
      sweep.bind(model.x, data.x);
    };
  }
  std::size_t examples() const { return static_cast<std::size_t>(data.n); }

  AdbenchMixture data;
  AdbenchResult result;
  Graph graph;
  GaussianMixture model;
  std::vector<Expr> parameters;
};

double log_density(double x, double mean, double precision) {
  return std::log(precision) - 0.5 * std::log(2 * std::numbers::pi) - 0.5 * std::pow(precision * (x - mean), 2);
}

}  // namespace

TEST_CASE("the mixture has ADBench's objective and gradient, by sweep and by gradient graph") {
  for (const std::string name : {"gmm_test", "gmm_1k_gmm_d2_K5", "gmm_1k_gmm_d10_K25"}) {
    CAPTURE(name);
    const Example example(name);
    const Expr objective = *example.graph.loss();
    for (const auto by : {&by_sweep, &by_gradient_graph}) {
      const LossAndGradient seen = by(objective, example.parameters, example.examples(), example.fill());
      CHECK(adbench_distance(seen.loss, example.result.objective) <= 1e-12);
      CHECK(adbench_distance(seen.gradient, example.result.gradient) <= 1e-12);
    }
  }
}

TEST_CASE("Q is lower triangular, its logarithms on the diagonal and the rest column by column") {
  Graph graph;
  const GaussianMixture model = gaussian_mixture(graph, 3, 1);
  Sweep sweep(graph);
  sweep.set(model.x, std::vector<double>{0, 0, 0});
  sweep.set(model.alphas, std::vector<double>{0});
  sweep.set(model.means, std::vector<double>{0, 0, 0});
  sweep.set(model.icf, std::vector<double>{0, 0, 0, 21, 31, 32});
  sweep.forward();
  const std::vector<double> expected{1, 0, 0, 21, 1, 0, 31, 32, 1};
  CHECK(std::ranges::equal(sweep.values(model.Q), expected));
}

TEST_CASE("the density of one dimension is the one in the textbook") {
  Graph graph;
  const GaussianMixture model = gaussian_mixture(graph, 1, 2);
  Sweep sweep(graph, 2);
  sweep.bind(model.x, std::vector<double>{0.5, -3});
  sweep.set(model.alphas, std::vector<double>{std::log(3.0), 0});
  sweep.set(model.means, std::vector<double>{1, -2});
  sweep.set(model.icf, std::vector<double>{std::log(2.0), std::log(0.5)});
  sweep.forward();
  const auto expected = [](double x) {
    return std::log(0.75 * std::exp(log_density(x, 1, 2)) + 0.25 * std::exp(log_density(x, -2, 0.5)));
  };
  CHECK(sweep.values(model.log_density)[0] == doctest::Approx(expected(0.5)).epsilon(1e-14));
  CHECK(sweep.values(model.log_density)[1] == doctest::Approx(expected(-3)).epsilon(1e-14));
  CHECK(sweep.value(model.log_likelihood) == doctest::Approx(expected(0.5) + expected(-3)).epsilon(1e-14));
}

TEST_CASE("a mixture of no components, or of no numbers, is refused") {
  Graph graph;
  CHECK_THROWS_AS(gaussian_mixture(graph, 2, 0), GraphError);
  Graph other;
  CHECK_THROWS_AS(gaussian_mixture(other, 0, 2), GraphError);
}
