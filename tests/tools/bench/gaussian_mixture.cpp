#include "../../support/adbench.hpp"
#include "../../support/both_ways.hpp"

#include <chainrule/graphs/gaussian_mixture.hpp>
#include <chainrule/tools/bench/references/gaussian_mixture.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::references;
using namespace chainrule::testing;

namespace {

LossAndGradient by_hand(const MixtureProblem& problem) {
  MixtureReference reference(problem);
  reference.run();
  LossAndGradient result{.loss = reference.objective, .gradient = {}};
  for (const std::vector<double>* part : {&reference.dalphas, &reference.dmeans, &reference.dicf})
    append(result.gradient, *part);
  return result;
}

LossAndGradient swept(const MixtureProblem& problem) {
  Graph graph;
  const GaussianMixture model =
      gaussian_mixture(graph, static_cast<std::int64_t>(problem.dimensions),
                       static_cast<std::int64_t>(problem.components), {.gamma = problem.gamma, .m = problem.m});
  const std::vector<Expr> parameters{model.alphas, model.means, model.icf};
  return by_sweep(*graph.loss(), parameters, problem.examples, [&](Sweep& sweep) {
    sweep.bind(model.x, problem.x);
    sweep.set(model.alphas, problem.alphas);
    sweep.set(model.means, problem.means);
    sweep.set(model.icf, problem.icf);
  });
}

}  // namespace

TEST_CASE("the mixture by hand has the sweep's objective and gradient, whatever the sizes") {
  for (const std::size_t d : {1, 2, 3, 4, 7, 10, 32})
    for (const std::size_t examples : {1, 64, 100}) {
      MixtureProblem problem(d, 3, examples);
      problem.gamma = 1.5;
      problem.m = 2;
      const LossAndGradient seen = by_hand(problem), expected = swept(problem);
      CAPTURE(d);
      CAPTURE(examples);
      CHECK(adbench_distance(seen.loss, expected.loss) <= 1e-13);
      CHECK(adbench_distance(seen.gradient, expected.gradient) <= 1e-12);
    }
}

TEST_CASE("the mixture by hand has ADBench's objective and gradient") {
  const std::string name = "gmm_1k_gmm_d10_K25";
  const AdbenchMixture data(name);
  const AdbenchResult result(name);
  MixtureProblem problem(10, 25, 1000);
  problem.alphas.assign(data.alphas.begin(), data.alphas.end());
  problem.means.assign(data.means.begin(), data.means.end());
  problem.icf.assign(data.icf.begin(), data.icf.end());
  problem.x.assign(data.x.begin(), data.x.end());
  const LossAndGradient seen = by_hand(problem);
  CHECK(adbench_distance(seen.loss, result.objective) <= 1e-12);
  CHECK(adbench_distance(seen.gradient, result.gradient) <= 1e-12);
}
