// ADBench's Gaussian mixture: objective and gradient.
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

void register_all(std::size_t dimensions, std::size_t components) {
  const auto problem =
      std::make_shared<Lazy<MixtureProblem>>([=] { return MixtureProblem(dimensions, components, 1000); });
  const std::string name = MixtureProblem::name(dimensions, components, 1000);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get()); });
}

const bool kRegistered = [] {
  register_all(10, 25);
  register_all(32, 5);
  return true;
}();

}  // namespace
