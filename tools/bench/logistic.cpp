// Logistic regression over m examples: the mean loss and its gradient.
#include <chainrule/tools/bench/reading.hpp>
#include <chainrule/tools/bench/references/logistic.hpp>

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using namespace chainrule;
using namespace chainrule::references;

using Problem = Lazy<LogisticProblem>;

void by_hand(benchmark::State& state, const LogisticProblem& problem, unsigned threads) {
  LogisticReference reference(problem, threads);
  for (auto _ : state) {
    reference.run();
    benchmark::DoNotOptimize(reference.J);
  }
  per_example(state, problem.examples);
}

void register_all(std::size_t examples, std::size_t features) {
  const auto problem = std::make_shared<Problem>([=] { return LogisticProblem(examples, features); });
  const std::string name = LogisticProblem::name(examples, features);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get(), 1); });
  add(name + "/hand_written_2_threads", [=](benchmark::State& state) { by_hand(state, problem->get(), 2); });
}

/// What a cache holds, what memory must bring, more features, and many.
const bool kRegistered = [] {
  register_all(1000, 2);
  register_all(1'000'000, 2);
  register_all(100'000, 30);
  register_all(20'000, 784);
  return true;
}();

}  // namespace
