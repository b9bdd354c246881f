// ADBench's character model: the loss of one sequence and its gradient.
#include <chainrule/graphs/lstm.hpp>
#include <chainrule/tools/bench/program_run.hpp>
#include <chainrule/tools/bench/reading.hpp>
#include <chainrule/tools/bench/references/lstm.hpp>

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using namespace chainrule;
using namespace chainrule::references;

void by_hand(benchmark::State& state, const CharactersProblem& problem) {
  CharactersReference reference(problem);
  for (auto _ : state) {
    reference.run();
    benchmark::DoNotOptimize(reference.loss);
  }
  per_example(state, problem.characters - 1);
}

void by_program(benchmark::State& state, const CharactersProblem& problem) {
  Graph graph;
  const Lstm model = lstm(graph, {.layers = static_cast<std::int64_t>(problem.layers),
                                  .width = static_cast<std::int64_t>(problem.width),
                                  .characters = static_cast<std::int64_t>(problem.characters)});
  const Program program = loss_and_gradient(model.loss);
  Run run(program, run_options(1));
  run.set("main_params", problem.main_params);
  run.set("extra_params", problem.extra_params);
  run.set("state", problem.state);
  run.set("sequence", problem.sequence);
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(run.values(0)[0]);
  }
  per_example(state, problem.characters - 1);
}

const bool kRegistered = [] {
  const auto problem = std::make_shared<Lazy<CharactersProblem>>([] { return CharactersProblem(2, 1024); });
  const std::string name = CharactersProblem::name(2, 1024);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get()); });
  add(name + "/program", [=](benchmark::State& state) { by_program(state, problem->get()); });
  return true;
}();

}  // namespace
