// The benchmarks: chainrule_bench [--benchmark_filter=REGEX]. Compare ratios within one run, not times between
// machines.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
