// The kernels of the elementwise ops, in ns per element (items per second), beside Highway's own functions in a plain
// loop and the number carrier. A block of 1024 numbers lies in the first-level cache.
#include <chainrule/ops/functions.hpp>
#include <chainrule/ops/kernels/lanes_kernels.hpp>

#include <benchmark/benchmark.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE <chainrule/tools/bench/lanes.cpp>
#include <hwy/foreach_target.h>
// Highway's own headers follow the choice of the target.
#include <hwy/highway.h>
// And its functions the operations.
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace chainrule::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#define CHAINRULE_PLAIN_LOOP(name, Function)                         \
  void name(double* out, const double* in, std::size_t count) {      \
    const hn::ScalableTag<double> d;                                 \
    for (std::size_t i = 0; i < count; i += hn::Lanes(d))            \
      hn::StoreU(hn::Function(d, hn::LoadU(d, in + i)), d, out + i); \
  }
CHAINRULE_PLAIN_LOOP(plain_exp, Exp)
CHAINRULE_PLAIN_LOOP(plain_log, Log)
CHAINRULE_PLAIN_LOOP(plain_log1p, Log1p)
CHAINRULE_PLAIN_LOOP(plain_expm1, Expm1)
CHAINRULE_PLAIN_LOOP(plain_tanh, Tanh)
CHAINRULE_PLAIN_LOOP(plain_sin, Sin)

}  // namespace chainrule::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace chainrule::bench {
namespace {

HWY_EXPORT(plain_exp);
HWY_EXPORT(plain_log);
HWY_EXPORT(plain_log1p);
HWY_EXPORT(plain_expm1);
HWY_EXPORT(plain_tanh);
HWY_EXPORT(plain_sin);

constexpr std::size_t kCount = 1024;

/// Three columns of numbers within the op's domain, evenly spread, and places for four results.
struct Columns {
  explicit Columns(const OpInfo& op) : in(3, std::vector<double>(kCount)), out(4, std::vector<double>(kCount)) {
    for (std::size_t i = 0; i < op.arity; ++i)
      for (std::size_t k = 0; k < kCount; ++k)
        in[i][k] = op.domain[i].low + (op.domain[i].high - op.domain[i].low) *
                                          static_cast<double>((k * (2 * i + 7) * 37) % kCount) / double{kCount};
    for (std::size_t i = 0; i < 3; ++i) runs[i] = {in[i].data(), 1};
    for (std::size_t i = 0; i < 4; ++i) places[i] = out[i].data();
  }
  std::vector<std::vector<double>> in, out;
  Strided runs[3];
  double* places[4];
};

template <class Run> void measure(const std::string& name, const OpInfo& op, Run run) {
  benchmark::RegisterBenchmark(name.c_str(), [&op, run](benchmark::State& state) {
    Columns columns(op);
    for (auto _ : state) {
      run(columns);
      benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kCount));
  });
}

void measure_plain(std::string_view name, void (*loop)(double*, const double*, std::size_t)) {
  const OpInfo& op = *standard_ops().find(name);
  measure("lanes/" + std::string(name) + "/highway", op,
          [loop](Columns& columns) { loop(columns.places[0], columns.in[0].data(), kCount); });
}

/// Registers lanes/OP, and lanes/OP/number and lanes/OP/with_partials.
bool measure_all() {
  const OpSet& set = standard_ops();
  for (std::size_t i = 0; i < set.ops.size(); ++i) {
    const OpInfo& op = *set.ops[i];
    const LaneKernels<double>& lanes = set.lanes[i];
    if (op.kind != OpKind::elementwise) continue;
    const std::string name = "lanes/" + std::string(op.name);
    measure(name, op, [&lanes](Columns& columns) { lanes.forward(columns.places[0], columns.runs, kCount); });
    measure(name + "/number", op, [&op](Columns& columns) { op.forward(columns.places[0], columns.runs, kCount); });
    const FusedKernel<double> fused = lanes.with_partials[1];
    if (fused.run != nullptr)
      measure(name + "/with_partial", op,
              [fused](Columns& columns) { fused.run(columns.places, columns.runs, kCount); });
  }
  measure_plain("exp", HWY_DYNAMIC_DISPATCH(plain_exp));
  measure_plain("log", HWY_DYNAMIC_DISPATCH(plain_log));
  measure_plain("log1p", HWY_DYNAMIC_DISPATCH(plain_log1p));
  measure_plain("expm1", HWY_DYNAMIC_DISPATCH(plain_expm1));
  measure_plain("tanh", HWY_DYNAMIC_DISPATCH(plain_tanh));
  measure_plain("sin", HWY_DYNAMIC_DISPATCH(plain_sin));
  return true;
}

[[maybe_unused]] const bool kMeasured = measure_all();

}  // namespace
}  // namespace chainrule::bench
#endif
