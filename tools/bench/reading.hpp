// How benchmarks are registered, share their data, and say what they measured.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace chainrule {

/// Data that several benchmarks share, made when the first of them runs.
template <class T> class Lazy {
 public:
  explicit Lazy(std::function<T()> make) : make_(std::move(make)) {}
  const T& get() {
    if (!made_) made_.emplace(make_());
    return *made_;
  }

 private:
  std::function<T()> make_;
  std::optional<T> made_;
};

/// Registers a benchmark; times are in microseconds.
template <class Run> void add(const std::string& name, Run run) {
  benchmark::RegisterBenchmark(name.c_str(), std::move(run))->Unit(benchmark::kMicrosecond);
}

/// Time per example as the counter `per_example`, and examples per second.
inline void per_example(benchmark::State& state, std::size_t examples) {
  const double all = static_cast<double>(state.iterations()) * static_cast<double>(examples);
  state.counters["per_example"] = benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.SetItemsProcessed(static_cast<std::int64_t>(all));
}

}  // namespace chainrule
