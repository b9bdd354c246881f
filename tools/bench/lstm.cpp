// ADBench's character model: the loss of one sequence and its gradient.
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

const bool kRegistered = [] {
  const auto problem = std::make_shared<Lazy<CharactersProblem>>([] { return CharactersProblem(2, 1024); });
  const std::string name = CharactersProblem::name(2, 1024);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get()); });
  return true;
}();

}  // namespace
