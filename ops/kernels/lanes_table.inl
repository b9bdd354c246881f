// The table of all kernels. Included after lanes_kernel.inl, in the same namespace.

/// The table of one op, instantiated from its rule.
template <class Op, class T> struct KernelsOf {
  static constexpr std::size_t kArity = arity_of<Op>;

  static void forward(T* out, const StridedOf<T>* in, std::size_t count) {
    Kernel<ValueOf<Op>, T>::run(&out, in, count);
  }
  static void contribution(std::size_t operand, T* result, StridedOf<T> cotangent, const StridedOf<T>* in,
                           StridedOf<T> out, std::size_t count) {
    StridedOf<T> all[kArity + 2];
    std::copy_n(in, kArity, all);
    all[kArity] = out;
    all[kArity + 1] = cotangent;
    contribution(operand, result, all, count, OperandIndices<Op>());
  }
  static LaneKernels<T> table() { return table(std::make_index_sequence<std::size_t{1} << kArity>()); }

 private:
  template <std::size_t I> static constexpr bool kHasPartial = ElementwiseKernels<Op>::template kHasPartial<I>;

  template <std::size_t... I>
  static void contribution(std::size_t operand, T* result, const StridedOf<T>* all, std::size_t count,
                           std::index_sequence<I...>) {
    const bool has_edge = ((operand == I && contribution<I>(result, all, count)) || ...);
    if (!has_edge) std::fill_n(result, count, T(0));
  }
  template <std::size_t I> static bool contribution(T* result, const StridedOf<T>* all, std::size_t count) {
    if constexpr (kHasPartial<I>) Kernel<ContributionOf<Op, I>, T>::run(&result, all, count);
    return kHasPartial<I>;
  }

  template <std::size_t... Wanted> static LaneKernels<T> table(std::index_sequence<Wanted...>) {
    return {.forward = &forward,
            .contribution = &contribution,
            .with_partials = {with_partials<Wanted>(OperandIndices<Op>())...},
            .records = {.value = &Kernel<ValueOf<Op>, T>::execute,
                        .contribution = contribution_records(OperandIndices<Op>()),
                        .with_partials = {with_partials_record<Wanted>(OperandIndices<Op>())...}}};
  }
  template <std::size_t Wanted, std::size_t... I> static FusedKernel<T> with_partials(std::index_sequence<I...>) {
    if constexpr (((kHasPartial<I> || (Wanted >> I & 1U) == 0) && ...)) {
      using Rule = std::conditional_t<Wanted == 0, ValueOf<Op>, ValueAndPartialsOf<Op, Wanted>>;
      return {.results = kRecording<Rule>.result_count, .operands = kArity, .run = &Kernel<Rule, T>::run};
    }
    return {};
  }
  template <std::size_t... I>
  static std::array<program::Execute<T>, 3> contribution_records(std::index_sequence<I...>) {
    return {contribution_record<I>()...};
  }
  template <std::size_t I> static program::Execute<T> contribution_record() {
    if constexpr (kHasPartial<I>) return &Kernel<ContributionOf<Op, I>, T>::execute;
    return nullptr;
  }
  template <std::size_t Wanted, std::size_t... I>
  static program::Execute<T> with_partials_record(std::index_sequence<I...>) {
    if constexpr (((kHasPartial<I> || (Wanted >> I & 1U) == 0) && ...)) {
      using Rule = std::conditional_t<Wanted == 0, ValueOf<Op>, ValueAndPartialsOf<Op, Wanted>>;
      return &Kernel<Rule, T>::execute;
    }
    return nullptr;
  }
};

template <class T> void make_lane_kernels(LaneKernels<T>* table) {
  StandardOps::for_each([&]<class Op>() {
    if constexpr (kIsElementwise<Op>) *table = KernelsOf<Op, T>::table();
    ++table;
  });
}
