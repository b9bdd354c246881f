// A perceptron 784-128-10, a batch of 64: the mean loss and its gradient by all weights and biases. The step that would
// follow, W - α dW, is not part of it.
#include <chainrule/graphs/mlp.hpp>
#include <chainrule/tools/bench/program_run.hpp>
#include <chainrule/tools/bench/reading.hpp>
#include <chainrule/tools/bench/references/mlp.hpp>

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using namespace chainrule;
using namespace chainrule::references;

template <class Real> void by_hand(benchmark::State& state, const MlpProblem& problem) {
  MlpReference<Real> reference(problem);
  for (auto _ : state) {
    reference.run();
    benchmark::DoNotOptimize(reference.J);
    benchmark::ClobberMemory();
  }
  per_example(state, problem.examples);
}

template <class Real> void by_program(benchmark::State& state, const MlpProblem& problem) {
  Graph graph;
  const Mlp model = mlp(graph, problem.sizes);
  constexpr bool kIsDouble = std::is_same_v<Real, double>;
  const Program program =
      loss_and_gradient(model.J, {.precision = kIsDouble ? Precision::float64 : Precision::float32});
  DatasetOf<Real> data(problem.examples, {{.name = "x", .width = problem.width(0)}, {.name = "y"}});
  data.set("x", std::vector<Real>(problem.x.begin(), problem.x.end()));
  data.set("y", std::vector<Real>(problem.y.begin(), problem.y.end()));
  Run run(program, run_options(problem.examples, 1, data.tile_size()));
  run.bind(data);
  for (std::size_t layer = 0; layer < problem.W.size(); ++layer) {
    run.set("W" + std::to_string(layer + 1), problem.W[layer]);
    run.set("b" + std::to_string(layer + 1), problem.b[layer]);
  }
  for (auto _ : state) {
    run();
    benchmark::ClobberMemory();
  }
  per_example(state, problem.examples);
}

const bool kRegistered = [] {
  const std::vector<std::int64_t> sizes{784, 128, 10};
  const auto problem = std::make_shared<Lazy<MlpProblem>>([=] { return MlpProblem(sizes, 64); });
  const std::string name = MlpProblem::name(sizes);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand<double>(state, problem->get()); });
  add(name + "/program", [=](benchmark::State& state) { by_program<double>(state, problem->get()); });
  add(name + "/hand_written_float32", [=](benchmark::State& state) { by_hand<float>(state, problem->get()); });
  add(name + "/program_float32", [=](benchmark::State& state) { by_program<float>(state, problem->get()); });
  return true;
}();

}  // namespace
