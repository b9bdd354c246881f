// A million mixed scalar operations: multiply, add, subtract and a quarter sines, each on values a few places back.
#include <chainrule/engine/autodiff/bulk_builder.hpp>
#include <chainrule/ops/functions.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

namespace {

using namespace chainrule;

constexpr NodeId kOps = 1'000'000;
constexpr NodeId kLeaves = 16;
constexpr NodeId kNodes = kLeaves + kOps;

double leaf(NodeId i) { return 0.5 + 0.01 * i; }

void per_op(benchmark::State& state) {
  state.counters["per_op"] = benchmark::Counter(static_cast<double>(state.iterations()) * kOps,
                                                benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// The chain's arithmetic on doubles, all values kept.
void chain_plain(benchmark::State& state) {
  std::vector<double> v(kNodes);
  for (auto _ : state) {
    for (NodeId i = 0; i < kLeaves; ++i) v[i] = leaf(i);
    for (NodeId i = kLeaves; i < kNodes; i += 4) {
      v[i] = v[i - 3] * v[i - 9];
      v[i + 1] = v[i - 5] + v[i - 2];
      v[i + 2] = v[i - 7] - v[i - 11];
      v[i + 3] = std::sin(v[i - 1]);
    }
    benchmark::DoNotOptimize(v.back());
    benchmark::ClobberMemory();
  }
  per_op(state);
}
BENCHMARK(chain_plain)->Name("chain/plain")->Unit(benchmark::kMillisecond);

void build(BulkBuilder& builder) {
  for (NodeId i = 0; i < kLeaves; ++i) builder.parameter(leaf(i));
  for (NodeId i = kLeaves; i < kNodes; i += 4) {
    builder.apply<Multiply>(kStandardOp<Multiply>, i - 3, i - 9);
    builder.apply<Add>(kStandardOp<Add>, i - 5, i - 2);
    builder.apply<Subtract>(kStandardOp<Subtract>, i - 7, i - 11);
    builder.apply<Sin>(kStandardOp<Sin>, i - 1);
  }
}

/// Builds the graph afresh each time, in memory that its arena has from the time before, and has all values.
void chain_build(benchmark::State& state) {
  Arena nodes;
  Arena numbers;
  for (auto _ : state) {
    nodes.reset();
    numbers.reset();
    Graph graph({.intern = false, .arena = &nodes});
    Sweep sweep(graph, 1, &numbers);
    BulkBuilder builder(graph, sweep, kNodes);
    build(builder);
    benchmark::DoNotOptimize(sweep.value(graph.expr(kNodes - 1)));
  }
  per_op(state);
  // A node and its value; what the arenas hold besides is room to grow.
  state.counters["bytes_per_op"] = sizeof(Node) + sizeof(double);
  state.counters["arena_bytes_per_op"] =
      static_cast<double>(nodes.statistics().high_water + numbers.statistics().high_water) / kOps;
}
BENCHMARK(chain_build)->Name("chain/build")->Unit(benchmark::kMillisecond);

/// The reverse sweep alone, over a graph that is there.
void chain_reverse(benchmark::State& state) {
  Graph graph({.intern = false});
  Sweep sweep(graph);
  BulkBuilder builder(graph, sweep);
  build(builder);
  const Expr last = graph.expr(kNodes - 1);
  for (auto _ : state) {
    sweep.backward(last);
    benchmark::DoNotOptimize(sweep.cotangent(graph.expr(0)));
  }
  per_op(state);
  state.counters["cotangent_bytes_per_op"] = sizeof(double);
}
BENCHMARK(chain_reverse)->Name("chain/reverse")->Unit(benchmark::kMillisecond);

}  // namespace
