// Kernels over many elements, made from recordings. Included after lanes.inl, in the same namespace.

#include <chainrule/ops/carriers/perform.inl>

/// Where a kernel keeps what step I gives.
template <class D, bool IsMask, std::size_t I> struct Kept { Lanes<D> value; };
template <class D, std::size_t I> struct Kept<D, true, I> { LaneMask<D> value; };

template <class D, class Rule, std::size_t I>
using KeptOf = Kept<D, gives_mask(kRecording<Rule>.steps[I].primitive), I>;

template <class D, class Rule, class Steps> struct Registers;
template <class D, class Rule, std::size_t... I>
struct Registers<D, Rule, std::index_sequence<I...>> : KeptOf<D, Rule, I>... {};

template <std::size_t I, class D, class Rule, class Steps> HWY_INLINE auto& kept(Registers<D, Rule, Steps>& registers) {
  return static_cast<KeptOf<D, Rule, I>&>(registers).value;
}


template <std::size_t I, class D, class Rule, class Steps>
HWY_INLINE void perform(Registers<D, Rule, Steps>& registers, const hn::TFromD<D>* const* operands) {
  constexpr const auto& kSteps = kRecording<Rule>.steps;
  constexpr RecordedStep kStep = kSteps[I];
  auto& result = kept<I>(registers);
  if constexpr (kStep.primitive == Primitive::operand) {
    result = Lanes<D>(hn::LoadU(D(), operands[kStep.a]));
  } else if constexpr (kStep.primitive == Primitive::constant) {
    result = Lanes<D>(std::bit_cast<double>(kStep.constant));
  } else if constexpr (kStep.primitive == Primitive::select) {
    result = select(kept<kStep.a>(registers), kept<kStep.b>(registers), kept<kStep.c>(registers));
  } else if constexpr (is_unary(kStep.primitive)) {
    result = Perform<kStep.primitive>::of(kept<kStep.a>(registers));
  } else {
    result = Perform<kStep.primitive>::of(kept<kStep.a>(registers), kept<kStep.b>(registers));
  }
}

/// How many vectors take each step of the rule together: several where it is a long chain of operations, such as log1p
/// of exp, in which a processor would find too little to do at a time.
template <class Rule> constexpr std::size_t vectors_at_once() {
  std::size_t functions = 0;
  for (const RecordedStep& step : kRecording<Rule>.steps)
    functions += step.primitive >= Primitive::exp && step.primitive < Primitive::tanh;
  return functions > 1 ? 4 : 1;
}

/// The rule on whole vectors. Operands step by 1, or stay at a vector of one number. Results may stand where operands
/// do.
template <class Rule, class D> struct VectorLoop {
  using T = hn::TFromD<D>;
  static constexpr Recording kRules = kRecording<Rule>;
  using Steps = std::make_index_sequence<kRules.count>;
  using Outcomes = std::make_index_sequence<kRules.result_count>;

  static constexpr std::size_t kAtOnce = vectors_at_once<Rule>();

  static HWY_NOINLINE void run(T* const* out, const StridedOf<T>* in, std::size_t vectors) {
    Cursor next(out, in);
    for (; vectors >= kAtOnce; vectors -= kAtOnce) several<kAtOnce>(next);
    for (; vectors > 0; --vectors) several<1>(next);
  }

 private:
  /// Where a vector comes from and goes to, and what is computed on the way.
  struct Cursor {
    const T* operands[Rule::kOperands];
    std::size_t steps[Rule::kOperands];
    T* results[kRules.result_count];
    Registers<D, Rule, Steps> registers;

    HWY_INLINE Cursor(T* const* out, const StridedOf<T>* in)
        : Cursor(out, in, std::make_index_sequence<Rule::kOperands>()) {}
    // One by one, not in a loop that a compiler makes vectors of: their loads would wait for the stores of the parts.
    template <std::size_t... I> HWY_INLINE Cursor(T* const* out, const StridedOf<T>* in, std::index_sequence<I...>) {
      ((operands[I] = in[I].data, steps[I] = in[I].stride * hn::Lanes(D())), ...);
      for (std::size_t i = 0; i < kRules.result_count; ++i) results[i] = out[i];
    }
    HWY_INLINE void advance(std::size_t vectors) {
      for (std::size_t i = 0; i < Rule::kOperands; ++i) operands[i] += vectors * steps[i];
      for (T*& result : results) result += vectors * hn::Lanes(D());
    }
    template <std::size_t... R> HWY_INLINE void store(std::index_sequence<R...>) {
      (hn::StoreU(kept<kRules.results[R]>(registers).raw, D(), results[R]), ...);
    }
  };

  /// Each step for all the vectors before the next step.
  template <std::size_t kVectors> static HWY_INLINE void several(Cursor& next) {
    several(next, std::make_index_sequence<kVectors>(), Steps());
  }
  template <std::size_t... V, std::size_t... I>
  static HWY_INLINE void several(Cursor& next, std::index_sequence<V...>, std::index_sequence<I...>) {
    Cursor cursors[sizeof...(V)] = {(static_cast<void>(V), next)...};
    (cursors[V].advance(V), ...);
    (each<I>(cursors, std::index_sequence<V...>()), ...);
    (cursors[V].store(Outcomes()), ...);
    next.advance(sizeof...(V));
  }
  template <std::size_t I, std::size_t... V> static HWY_INLINE void each(Cursor* cursors, std::index_sequence<V...>) {
    (perform<I>(cursors[V].registers, cursors[V].operands), ...);
  }
};

template <class T> constexpr std::size_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());

/// Some results of some operands, over whole vectors.
template <class T> using Vectors = void (*)(T* const* out, const StridedOf<T>* in, std::size_t vectors);

/// The ways of a kernel for what is not whole vectors. What is left over is padded to one, never computed otherwise;
/// operands whose numbers stand apart are gathered first, some vectors at a time.
template <std::size_t Operands, std::size_t Results, class T> struct Ends {
  static constexpr std::size_t kChunk = 16 * kLanes<T>;

  static HWY_NOINLINE void run_padded(Vectors<T> run, T* const* out, const StridedOf<T>* sources, std::size_t first,
                                      std::size_t count) {
    HWY_ALIGN T padded[Operands][kLanes<T>], results[Results][kLanes<T>];
    StridedOf<T> in[Operands];
    T* places[Results];
    for (std::size_t i = 0; i < Operands; ++i) {
      const T* const data = sources[i].data + sources[i].stride * first;
      for (std::size_t k = 0; k < kLanes<T>; ++k) padded[i][k] = data[k < count ? k : 0];
      in[i] = {padded[i], 0};
    }
    for (std::size_t i = 0; i < Results; ++i) places[i] = results[i];
    run(places, in, 1);
    for (std::size_t i = 0; i < Results; ++i) std::copy_n(results[i], count, out[i] + first);
  }

  static HWY_NOINLINE void run_gathered(Vectors<T> run, T* const* out, const StridedOf<T>* in, std::size_t count) {
    HWY_ALIGN T gathered[Operands][kChunk];
    for (std::size_t first = 0; first < count; first += kChunk) {
      const std::size_t here = std::min(kChunk, count - first);
      const std::size_t vectors = (here + kLanes<T> - 1) / kLanes<T>;
      HWY_ALIGN T results[Results][kChunk];
      StridedOf<T> sources[Operands];
      T* places[Results];
      for (std::size_t i = 0; i < Operands; ++i) {
        for (std::size_t k = 0; k < kChunk; ++k) gathered[i][k] = in[i][first + (k < here ? k : 0)];
        sources[i] = {gathered[i], 1};
      }
      for (std::size_t i = 0; i < Results; ++i) places[i] = results[i];
      run(places, sources, vectors);
      for (std::size_t i = 0; i < Results; ++i) std::copy_n(results[i], here, out[i] + first);
    }
  }
};

/// The rule over any number of elements.
template <class Rule, class T> struct Kernel {
  using Loop = VectorLoop<Rule, hn::ScalableTag<T>>;
  static constexpr std::size_t kOperands = Rule::kOperands;
  using OddEnds = Ends<kOperands, kRecording<Rule>.result_count, T>;

  static void run(T* const* out, const StridedOf<T>* in, std::size_t count) {
    HWY_ALIGN T repeated[kOperands][kLanes<T>];
    StridedOf<T> sources[kOperands];
    for (std::size_t i = 0; i < kOperands; ++i) {
      if (in[i].stride > 1) return OddEnds::run_gathered(&Loop::run, out, in, count);
      sources[i] = {in[i].data, 1};
      if (in[i].stride == 1) continue;
      hn::Store(hn::Set(hn::ScalableTag<T>(), *in[i].data), hn::ScalableTag<T>(), repeated[i]);
      sources[i] = {repeated[i], 0};
    }
    const std::size_t vectors = count / kLanes<T>, whole = vectors * kLanes<T>;
    Loop::run(out, sources, vectors);
    if (whole < count) OddEnds::run_padded(&Loop::run, out, sources, whole, count - whole);
  }

  /// On whole vectors.
  static void execute(const program::Record<T>& record, std::size_t) {
    constexpr bool kIsOne = kRecording<Rule>.result_count == 1;
    T* const* const out = kIsOne ? &record.out : record.results();
    Loop::run(out, record.in(), record.count / kLanes<T>);
  }
};
