#include "../../support/adbench.hpp"
#include "../../support/both_ways.hpp"

#include <chainrule/graphs/lstm.hpp>
#include <chainrule/tools/bench/references/lstm.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::references;
using namespace chainrule::testing;

namespace {

LossAndGradient by_hand(const CharactersProblem& problem) {
  CharactersReference reference(problem);
  reference.run();
  LossAndGradient result{.loss = reference.loss, .gradient = reference.dmain};
  append(result.gradient, reference.dextra);
  return result;
}

LossAndGradient swept(const CharactersProblem& problem) {
  Graph graph;
  const Lstm model = lstm(graph, {.layers = static_cast<std::int64_t>(problem.layers),
                                  .width = static_cast<std::int64_t>(problem.width),
                                  .characters = static_cast<std::int64_t>(problem.characters)});
  const std::vector<Expr> parameters{model.main_params, model.extra_params};
  return by_sweep(model.loss, parameters, 1, [&](Sweep& sweep) {
    sweep.set(model.main_params, problem.main_params);
    sweep.set(model.extra_params, problem.extra_params);
    sweep.set(model.state, problem.state);
    sweep.bind(model.sequence, problem.sequence);
  });
}

}  // namespace

TEST_CASE("the character model by hand has the sweep's loss and gradient, whatever the sizes") {
  for (const std::size_t width : {1, 8, 14, 17})
    for (const std::size_t layers : {1, 2, 3}) {
      const CharactersProblem problem(layers, 20, width);
      const LossAndGradient seen = by_hand(problem), expected = swept(problem);
      CAPTURE(width);
      CAPTURE(layers);
      CHECK(adbench_distance(seen.loss, expected.loss) <= 1e-14);
      CHECK(adbench_distance(seen.gradient, expected.gradient) <= 1e-14);
    }
}

TEST_CASE("the character model by hand has ADBench's loss and gradient") {
  const std::string name = "lstm_lstm_l2_c1024";
  const AdbenchCharacters data(name);
  const AdbenchResult result(name);
  CharactersProblem problem(2, 1024);
  problem.main_params.assign(data.main_params.begin(), data.main_params.end());
  problem.extra_params.assign(data.extra_params.begin(), data.extra_params.end());
  problem.state.assign(data.state.begin(), data.state.end());
  problem.sequence.assign(data.sequence.begin(), data.sequence.end());
  const LossAndGradient seen = by_hand(problem);
  CHECK(adbench_distance(seen.loss, result.objective) <= 1e-12);
  CHECK(adbench_distance(seen.gradient, result.gradient) <= 1e-12);
}
