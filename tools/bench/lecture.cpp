// One example of the lecture, forward and backward with all gradients.
#include <chainrule/engine/autodiff/sweep.hpp>

#include <chainrule/graphs/lecture.hpp>
#include <chainrule/tools/bench/program_run.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

namespace {

using namespace chainrule;

// w1, w2, b, x1, x2, y
using Numbers = std::array<double, 6>;
constexpr Numbers kFixture{0.5, -0.25, 0.1, 1, 2, 1};

struct Gradients {
  double L, dw1, dw2, db;
};

/// The chain that the graph has, fused by hand: no more and no fewer results.
Gradients hand_written(const Numbers& v) {
  const auto [w1, w2, b, x1, x2, y] = v;
  const double z = w1 * x1 + w2 * x2 + b;
  const double a = 1 / (1 + std::exp(-z));
  const double L = -(y * std::log(a) + (1 - y) * std::log1p(-a));
  const double dz = a - y;
  return {L, x1 * dz, x2 * dz, dz};
}

void lecture_hand_written(benchmark::State& state) {
  Numbers numbers = kFixture;
  for (auto _ : state) {
    benchmark::DoNotOptimize(numbers);
    benchmark::DoNotOptimize(hand_written(numbers));
  }
}
BENCHMARK(lecture_hand_written)->Name("lecture/hand_written");

void lecture_sweep(benchmark::State& state) {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  const std::array<Expr, 6> leaves{l.w1, l.w2, l.b, l.x1, l.x2, l.y};
  Numbers numbers = kFixture;
  for (auto _ : state) {
    benchmark::DoNotOptimize(numbers);
    for (std::size_t i = 0; i < leaves.size(); ++i) sweep.set(leaves[i], numbers[i]);
    sweep.backward(l.L);
    benchmark::DoNotOptimize(
        Gradients{sweep.value(l.L), sweep.cotangent(l.w1), sweep.cotangent(l.w2), sweep.cotangent(l.b)});
  }
}
BENCHMARK(lecture_sweep)->Name("lecture/sweep");

void lecture_program(benchmark::State& state) {
  Graph graph;
  const Lecture l = lecture(graph);
  const Program program = loss_and_gradient(l.L);
  Run run(program, run_options(1));
  const std::array<Expr, 6> leaves{l.w1, l.w2, l.b, l.x1, l.x2, l.y};
  std::array<std::size_t, 6> places{};
  for (std::size_t i = 0; i < leaves.size(); ++i) places[i] = program.leaf(leaves[i]);
  Numbers numbers = kFixture;
  for (auto _ : state) {
    benchmark::DoNotOptimize(numbers);
    for (std::size_t i = 0; i < leaves.size(); ++i) run.set(places[i], numbers[i]);
    run();
    benchmark::DoNotOptimize(Gradients{run.values(0)[0], run.values(1)[0], run.values(2)[0], run.values(3)[0]});
  }
}
BENCHMARK(lecture_program)->Name("lecture/program");

}  // namespace
