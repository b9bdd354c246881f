#include "../../support/adbench.hpp"
#include "../../support/both_ways.hpp"

#include <chainrule/graphs/logistic.hpp>
#include <chainrule/tools/bench/references/logistic.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::references;
using namespace chainrule::testing;

namespace {

LossAndGradient swept(const LogisticProblem& problem) {
  Graph graph;
  const LogisticRegression model = logistic_regression(graph, static_cast<std::int64_t>(problem.features));
  const std::vector<Expr> parameters{model.w, model.b};
  return by_sweep(gradient(model.J).value(), parameters, problem.examples, [&](Sweep& sweep) {
    sweep.bind(model.x, problem.x);
    sweep.bind(model.y, problem.y);
    sweep.set(model.w, problem.w);
    sweep.set(model.b, problem.b);
  });
}

void check(const LogisticProblem& problem) {
  const LossAndGradient expected = swept(problem);
  for (const unsigned threads : {1U, 2U}) {
    LogisticReference reference(problem, threads);
    reference.run();
    CAPTURE(problem.examples);
    CAPTURE(problem.features);
    CHECK(adbench_distance(reference.J, expected.loss) <= 1e-14);
    std::vector<double> gradient = reference.dw;
    gradient.push_back(reference.db);
    CHECK(adbench_distance(gradient, expected.gradient) <= 1e-14);
  }
}

}  // namespace

TEST_CASE("logistic regression by hand has the sweep's loss and gradient, in every layout and with rests") {
  for (const std::size_t examples : {1, 7, 127, 1000, 20'003}) check({examples, 2});
  for (const std::size_t examples : {1, 128, 2051}) {
    check({examples, 1});
    check({examples, 30});
  }
  for (const std::size_t examples : {1, 2, 3, 4, 257}) {
    check({examples, 70});
    check({examples, 784});
  }
}

TEST_CASE("logistic regression by hand keeps its digits where z is large") {
  for (const double z : {37.0, -37.0, 600.0, -699.0, 710.0, -740.0, 800.0, -1e300})
    for (const double label : {0.0, 1.0, 0.25}) {
      LogisticProblem problem(1, 2);
      problem.x = {1, 0};
      problem.y = {label};
      problem.w = {z, 0};
      problem.b = 0;
      const LossAndGradient expected = swept(problem);
      LogisticReference reference(problem, 1);
      reference.run();
      CAPTURE(z);
      CAPTURE(label);
      CHECK(std::abs(reference.J - expected.loss) <= 1e-15 * std::abs(expected.loss) + 1e-322);
      CHECK(std::abs(reference.db - expected.gradient[2]) <= 1e-15 * std::abs(expected.gradient[2]) + 1e-322);
    }
}
