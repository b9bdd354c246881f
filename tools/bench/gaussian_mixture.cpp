// ADBench's Gaussian mixture: objective and gradient.
#include <chainrule/graphs/gaussian_mixture.hpp>
#include <chainrule/tools/bench/program_run.hpp>
#include <chainrule/tools/bench/reading.hpp>
#include <chainrule/tools/bench/references/gaussian_mixture.hpp>

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using namespace chainrule;
using namespace chainrule::references;

void by_hand(benchmark::State& state, const MixtureProblem& problem) {
  MixtureReference reference(problem);
  for (auto _ : state) {
    reference.run();
    benchmark::DoNotOptimize(reference.objective);
  }
  per_example(state, problem.examples);
}

void by_program(benchmark::State& state, const MixtureProblem& problem) {
  Graph graph;
  gaussian_mixture(graph, static_cast<std::int64_t>(problem.dimensions), static_cast<std::int64_t>(problem.components),
                   {.gamma = problem.gamma, .m = problem.m});
  const Program program = loss_and_gradient(*graph.loss());
  Dataset data(problem.examples, {{.name = "x", .width = problem.dimensions}},
               Run(program, {.examples = problem.examples}).block_size());
  data.set("x", problem.x);
  Run run(program, run_options(problem.examples, 1, data.tile_size()));
  run.bind(data);
  run.set("alphas", problem.alphas);
  run.set("means", problem.means);
  run.set("icf", problem.icf);
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(run.values(0)[0]);
  }
  per_example(state, problem.examples);
}

void register_all(std::size_t dimensions, std::size_t components) {
  const auto problem =
      std::make_shared<Lazy<MixtureProblem>>([=] { return MixtureProblem(dimensions, components, 1000); });
  const std::string name = MixtureProblem::name(dimensions, components, 1000);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get()); });
  add(name + "/program", [=](benchmark::State& state) { by_program(state, problem->get()); });
}

const bool kRegistered = [] {
  register_all(10, 25);
  register_all(32, 5);
  return true;
}();

}  // namespace
