// Logistic regression over m examples: the mean loss and its gradient.
#include <chainrule/graphs/logistic.hpp>
#include <chainrule/tools/bench/program_run.hpp>
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

/// Two features are drawn one by one, as in the lecture; more are a vector.
void by_program(benchmark::State& state, const LogisticProblem& problem, std::size_t threads) {
  const bool is_vector = problem.features > 2;
  Graph graph;
  const std::vector<std::string> names{"x1", "x2"};
  const Expr J =
      is_vector ? logistic_regression(graph, static_cast<std::int64_t>(problem.features)).J : logistic(graph, names).J;
  const Program program = loss_and_gradient(J);
  std::vector<Dataset::Feature> features{{.name = "y"}};
  if (is_vector) features.push_back({.name = "x", .width = problem.features});
  for (std::size_t i = 0; i < names.size() && !is_vector; ++i) features.push_back({.name = names[i]});
  Dataset data(problem.examples, features, Run(program, {.examples = problem.examples}).block_size());
  data.set("y", problem.y);
  for (std::size_t i = 0; i + 1 < features.size(); ++i)
    data.set(features[i + 1].name, std::span(problem.x).subspan(i), problem.features);
  Run run(program, run_options(problem.examples, threads, data.tile_size()));
  run.bind(data);
  run.set("b", problem.b);
  if (is_vector) run.set("w", problem.w);
  for (std::size_t i = 0; i < names.size() && !is_vector; ++i) run.set("w" + std::to_string(i + 1), problem.w[i]);
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(run.values(0)[0]);
  }
  per_example(state, problem.examples);
}

void register_all(std::size_t examples, std::size_t features) {
  const auto problem = std::make_shared<Problem>([=] { return LogisticProblem(examples, features); });
  const std::string name = LogisticProblem::name(examples, features);
  add(name + "/hand_written", [=](benchmark::State& state) { by_hand(state, problem->get(), 1); });
  add(name + "/program", [=](benchmark::State& state) { by_program(state, problem->get(), 1); });
  add(name + "/hand_written_2_threads", [=](benchmark::State& state) { by_hand(state, problem->get(), 2); });
  add(name + "/program_2_threads", [=](benchmark::State& state) { by_program(state, problem->get(), 2); });
}

/// Sizes: what a cache holds, what memory must bring, more features, and many.
const bool kRegistered = [] {
  register_all(1000, 2);
  register_all(1'000'000, 2);
  register_all(100'000, 30);
  register_all(20'000, 784);
  return true;
}();

}  // namespace
