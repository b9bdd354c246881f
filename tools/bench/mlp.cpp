// A perceptron 784-128-10, a batch of 64: the mean loss and its gradient by all weights and biases. The step that would
// follow, W - α dW, is not part of it.
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

const bool kRegistered = [] {
  const std::vector<std::int64_t> sizes{784, 128, 10};
  const auto problem = std::make_shared<Lazy<MlpProblem>>([=] { return MlpProblem(sizes, 64); });
  const std::string name = MlpProblem::name(sizes);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand<double>(state, problem->get()); });
  add(name + "/hand_written_float32", [=](benchmark::State& state) { by_hand<float>(state, problem->get()); });
  return true;
}();

}  // namespace
