#include "../../support/adbench.hpp"
#include "../../support/both_ways.hpp"

#include <chainrule/graphs/mlp.hpp>
#include <chainrule/tools/bench/references/mlp.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::references;
using namespace chainrule::testing;

namespace {

template <class Real> LossAndGradient by_hand(const MlpProblem& problem) {
  MlpReference<Real> reference(problem);
  reference.run();
  LossAndGradient result{.loss = reference.J, .gradient = {}};
  for (std::size_t layer = 0; layer < reference.dW.size(); ++layer)
    for (const Aligned<Real>* part : {&reference.dW[layer], &reference.db[layer]})
      result.gradient.insert(result.gradient.end(), part->begin(), part->end());
  return result;
}

LossAndGradient swept(const MlpProblem& problem) {
  Graph graph;
  const Mlp model = mlp(graph, problem.sizes);
  std::vector<Expr> parameters;
  for (std::size_t layer = 0; layer < model.weights.size(); ++layer) {
    parameters.push_back(model.weights[layer]);
    parameters.push_back(model.biases[layer]);
  }
  return by_sweep(model.J, parameters, problem.examples, [&](Sweep& sweep) {
    sweep.bind(model.x, problem.x);
    sweep.bind(model.y, problem.y);
    for (std::size_t layer = 0; layer < model.weights.size(); ++layer) {
      sweep.set(model.weights[layer], problem.W[layer]);
      sweep.set(model.biases[layer], problem.b[layer]);
    }
  });
}

}  // namespace

TEST_CASE("the perceptron by hand has the sweep's loss and gradient, to the digits of its numbers") {
  for (const std::vector<std::int64_t>& sizes :
       {std::vector<std::int64_t>{784, 128, 10}, {3, 2}, {5, 7, 3, 4}, {1, 1, 1}}) {
    const MlpProblem problem(sizes, sizes.front() == 784 ? 64 : 5);
    const LossAndGradient expected = swept(problem);
    CAPTURE(sizes.size());
    CHECK(adbench_distance(by_hand<double>(problem).loss, expected.loss) <= 1e-14);
    CHECK(adbench_distance(by_hand<double>(problem).gradient, expected.gradient) <= 1e-14);
    CHECK(adbench_distance(by_hand<float>(problem).loss, expected.loss) <= 1e-6);
    CHECK(adbench_distance(by_hand<float>(problem).gradient, expected.gradient) <= 1e-6);
  }
}
