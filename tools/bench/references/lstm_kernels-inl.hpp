// The kernels of lstm.cpp, which includes this file once per CPU target.
#if defined(CHAINRULE_BENCH_LSTM) == defined(HWY_TARGET_TOGGLE)
#ifdef CHAINRULE_BENCH_LSTM
#undef CHAINRULE_BENCH_LSTM
#else
#define CHAINRULE_BENCH_LSTM
#endif

#include <chainrule/tools/bench/references/lanes-inl.hpp>
#include <chainrule/tools/bench/references/lstm.hpp>

HWY_BEFORE_NAMESPACE();
namespace chainrule::references::HWY_NAMESPACE {
namespace {

HWY_INLINE Vector At(const double* place) { return hn::LoadU(Lanes(), place); }
HWY_INLINE void Put(double* place, Vector v) { hn::StoreU(v, Lanes(), place); }

/// 1 / (1 + e^-z); beyond 700 it is 0 or 1 to the last digit.
HWY_INLINE Vector SigmoidOf(Vector z) {
  const Lanes lanes;
  const Vector bound = hn::Set(lanes, 700.0), one = hn::Set(lanes, 1.0);
  return hn::Div(one, hn::Add(one, ExpWithinRange(hn::Min(hn::Max(hn::Neg(z), hn::Neg(bound)), bound))));
}

/// 2σ(2z) - 1: its error is that of 1, which is enough for a sum of 1 and more.
HWY_INLINE Vector TanhOf(Vector z) {
  const Lanes lanes;
  const Vector half = SigmoidOf(hn::Add(z, z));
  return hn::Sub(hn::Add(half, half), hn::Set(lanes, 1.0));
}

/// One vector of a layer's units at one step: reads the step before, writes this one; returns the hidden state.
HWY_INLINE Vector StepForward(const double* parameters, const double* before, double* kept, std::size_t width,
                              Vector input) {
  const double* bias = parameters + kGates * width;
  const Vector hidden = At(before + kHidden * width);
  const auto gate = [&](GateRow row, Vector x)
                        HWY_ATTR { return hn::MulAdd(x, At(parameters + row * width), At(bias + row * width)); };
  const Vector forget = SigmoidOf(gate(kForget, input)), ingate = SigmoidOf(gate(kIngate, hidden));
  const Vector outgate = SigmoidOf(gate(kOutgate, input)), change = TanhOf(gate(kChange, hidden));
  const Vector cell = hn::MulAdd(At(before + kCell * width), forget, hn::Mul(ingate, change));
  const Vector tanh_cell = TanhOf(cell);
  const Vector next = hn::Mul(outgate, tanh_cell);
  Put(kept + kForget * width, forget);
  Put(kept + kIngate * width, ingate);
  Put(kept + kOutgate * width, outgate);
  Put(kept + kChange * width, change);
  Put(kept + kCell * width, cell);
  Put(kept + kTanhCell * width, tanh_cell);
  Put(kept + kHidden * width, next);
  return next;
}

/// All steps; returns Σ gold·(output - log Σ e).
void CharactersForward(CharactersWork& work) {
  const Lanes lanes;
  const std::size_t width = work.width, of_layer = kKeptRows * width, of_step = work.layers * of_layer;
  const double* extra = work.extra.data();
  Vector products = hn::Zero(lanes);
  for (std::size_t t = 0; t < work.steps; ++t) {
    const double* before = work.kept.data() + t * of_step;
    double* kept = work.kept.data() + (t + 1) * of_step;
    const double* character = work.sequence.data() + t * width;
    Vector sum_e = hn::Zero(lanes), sum_gold = hn::Zero(lanes);
    for (std::size_t at = 0; at < width; at += hn::Lanes(lanes)) {
      Vector signal = hn::Mul(At(character + at), At(extra + at));
      for (std::size_t layer = 0; layer < work.layers; ++layer) {
        const double* parameters = work.parameters.data() + layer * 2 * kGates * width;
        signal =
            StepForward(parameters + at, before + layer * of_layer + at, kept + layer * of_layer + at, width, signal);
      }
      const Vector output = hn::MulAdd(signal, At(extra + width + at), At(extra + 2 * width + at));
      const Vector e = hn::Mul(At(work.counts.data() + at), ExpOf(output));
      const Vector gold = At(character + width + at);
      Put(work.e.data() + t * width + at, e);
      sum_e = hn::Add(sum_e, e);
      sum_gold = hn::Add(sum_gold, gold);
      products = hn::MulAdd(gold, output, products);
    }
    work.sums_e[t] = 2 + hn::GetLane(hn::SumOfLanes(lanes, sum_e));
    work.sums_gold[t] = hn::GetLane(hn::SumOfLanes(lanes, sum_gold));
  }
  for (std::size_t t = 0; t < work.steps; t += hn::Lanes(lanes))
    products = hn::NegMulAdd(At(work.sums_gold.data() + t), hn::Log(lanes, At(work.sums_e.data() + t)), products);
  work.likelihood = hn::GetLane(hn::SumOfLanes(lanes, products));
}

HWY_INLINE void Accumulate(double* sum, Vector a, Vector b) { Put(sum, hn::MulAdd(a, b, At(sum))); }
HWY_INLINE void Accumulate(double* sum, Vector a) { Put(sum, hn::Add(At(sum), a)); }

/// cotangent · v(1 - v), through a sigmoid with the value v
HWY_INLINE Vector ThroughSigmoid(Vector cotangent, Vector v) { return hn::Mul(cotangent, hn::NegMulAdd(v, v, v)); }

struct StepBack {
  const double* parameters;
  const double* before;
  const double* kept;
  double* sums;
  double* dhidden;  ///< in: of this step's state; out: of the state before
  double* dcell;
  std::size_t width;
};

/// One vector of a layer's units at one step: from the cotangent of its hidden state to that of its input.
HWY_INLINE Vector StepBackward(const StepBack& step, Vector dabove, Vector input) {
  const Lanes lanes;
  const Vector one = hn::Set(lanes, 1.0);
  const auto kept = [&](std::size_t row) HWY_ATTR { return At(step.kept + row * step.width); };
  const auto weight = [&](std::size_t row) HWY_ATTR { return At(step.parameters + row * step.width); };
  const Vector forget = kept(kForget), ingate = kept(kIngate), outgate = kept(kOutgate), change = kept(kChange);
  const Vector tanh_cell = kept(kTanhCell);
  const Vector dhidden = hn::Add(dabove, At(step.dhidden));
  const Vector dcell = hn::MulAdd(hn::Mul(dhidden, outgate), hn::NegMulAdd(tanh_cell, tanh_cell, one), At(step.dcell));
  const Vector doutgate = ThroughSigmoid(hn::Mul(dhidden, tanh_cell), outgate);
  const Vector dforget = ThroughSigmoid(hn::Mul(dcell, At(step.before + kCell * step.width)), forget);
  const Vector dingate = ThroughSigmoid(hn::Mul(dcell, change), ingate);
  const Vector dchange = hn::Mul(hn::Mul(dcell, ingate), hn::NegMulAdd(change, change, one));
  const Vector hidden = At(step.before + kHidden * step.width);
  const auto add = [&](std::size_t row, Vector gate, Vector x) HWY_ATTR {
    Accumulate(step.sums + row * step.width, gate, x);
    Accumulate(step.sums + (kGates + row) * step.width, gate);
  };
  add(kForget, dforget, input);
  add(kIngate, dingate, hidden);
  add(kOutgate, doutgate, input);
  add(kChange, dchange, hidden);
  Put(step.dcell, hn::Mul(dcell, forget));
  Put(step.dhidden, hn::MulAdd(dingate, weight(kIngate), hn::Mul(dchange, weight(kChange))));
  return hn::MulAdd(dforget, weight(kForget), hn::Mul(doutgate, weight(kOutgate)));
}

/// All steps back; `scale` is d(loss)/d(likelihood). Sums begin at zero.
void CharactersBackward(CharactersWork& work, double scale) {
  const Lanes lanes;
  const std::size_t width = work.width, of_layer = kKeptRows * width, of_step = work.layers * of_layer;
  const std::size_t of_parameters = 2 * kGates * width;
  const double* extra = work.extra.data();
  double* dextra = work.dextra.data();
  for (std::size_t t = work.steps; t-- > 0;) {
    const double* before = work.kept.data() + t * of_step;
    const double* kept = before + of_step;
    const double* character = work.sequence.data() + t * width;
    const Vector share = hn::Set(lanes, work.sums_gold[t] / work.sums_e[t]), factor = hn::Set(lanes, scale);
    for (std::size_t at = 0; at < width; at += hn::Lanes(lanes)) {
      const Vector e = At(work.e.data() + t * width + at), gold = At(character + width + at);
      const Vector doutput = hn::Mul(factor, hn::NegMulAdd(share, e, gold));
      const double* top = kept + (work.layers - 1) * of_layer + at;
      Accumulate(dextra + width + at, doutput, At(top + kHidden * width));
      Accumulate(dextra + 2 * width + at, doutput);
      Vector dsignal = hn::Mul(doutput, At(extra + width + at));
      for (std::size_t layer = work.layers; layer-- > 0;) {
        const Vector input = layer > 0 ? At(kept + (layer - 1) * of_layer + kHidden * width + at)
                                       : hn::Mul(At(character + at), At(extra + at));
        const StepBack step{.parameters = work.parameters.data() + layer * of_parameters + at,
                            .before = before + layer * of_layer + at,
                            .kept = kept + layer * of_layer + at,
                            .sums = work.dparameters.data() + layer * of_parameters + at,
                            .dhidden = work.dhidden.data() + layer * width + at,
                            .dcell = work.dcell.data() + layer * width + at,
                            .width = width};
        dsignal = StepBackward(step, dsignal, input);
      }
      Accumulate(dextra + at, dsignal, At(character + at));
    }
  }
}

}  // namespace
}  // namespace chainrule::references::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
