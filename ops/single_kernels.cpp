// What a program for one example does with single numbers: an op's rule on the number carrier, without a loop around
// it.
#include <chainrule/ops/list.hpp>
#include <chainrule/ops/single_kernels.hpp>

#include <array>
#include <utility>

namespace chainrule {

namespace {

using program::Record;
using program::SingleKernels;

template <std::size_t N> std::array<double, N> gathered(const StridedOf<double>* operands) {
  std::array<double, N> in;
  for (std::size_t i = 0; i < N; ++i) in[i] = *operands[i].data;
  return in;
}

template <class Op> struct Single {
  static constexpr std::size_t kArity = arity_of<Op>;
  template <std::size_t I> static constexpr bool kHasPartial = ElementwiseKernels<Op>::template kHasPartial<I>;

  static void value(const Record<double>& record, std::size_t) {
    *record.out = value_at<Op>(gathered<kArity>(record.in()).data());
  }

  /// Operands: the cotangent, the op's operands, its value.
  template <std::size_t I> static void contribution(const Record<double>& record, std::size_t) {
    const StridedOf<double>* const operands = record.in();
    const auto in = gathered<kArity>(operands + 1);
    *record.out = contribution_at<Op, I>(*operands[0].data, in.data(), *operands[kArity + 1].data);
  }

  /// The value, and the partials whose bits are set in Wanted.
  template <unsigned Wanted> static void with_partials(const Record<double>& record, std::size_t) {
    write<Wanted>(static_cast<double* const*>(record.detail), gathered<kArity>(record.in()),
                  std::make_index_sequence<kArity>());
  }

  template <std::size_t... I> static SingleKernels table(std::index_sequence<I...>) {
    return {.value = &value,
            .contribution = {contribution_or_null<I>()...},
            .with_partials = with_partials_table(std::make_index_sequence<std::size_t{1} << kArity>())};
  }

 private:
  template <std::size_t I> static constexpr Record<double>::Execute contribution_or_null() {
    if constexpr (kHasPartial<I>) return &contribution<I>;
    return nullptr;
  }
  template <std::size_t... Wanted>
  static std::array<Record<double>::Execute, 8> with_partials_table(std::index_sequence<Wanted...>) {
    return {with_partials_or_null<Wanted>(std::make_index_sequence<kArity>())...};
  }
  template <std::size_t Wanted, std::size_t... I>
  static constexpr Record<double>::Execute with_partials_or_null(std::index_sequence<I...>) {
    if constexpr (((kHasPartial<I> || (Wanted >> I & 1U) == 0) && ...)) return &with_partials<Wanted>;
    return nullptr;
  }
  template <unsigned Wanted, std::size_t... I>
  static void write(double* const* out, const std::array<double, kArity>& in, std::index_sequence<I...>) {
    const double value = value_at<Op>(in.data());
    *out[0] = value;
    [[maybe_unused]] std::size_t next = 1;
    (
        [&] {
          if constexpr ((Wanted >> I & 1U) != 0) *out[next++] = partial_at<Op, I>(in.data(), value);
        }(),
        ...);
  }
};

}  // namespace

std::vector<SingleKernels> single_kernels() {
  std::vector<SingleKernels> kernels;
  StandardOps::for_each([&]<class Op>() {
    constexpr bool kIsRule = !requires { Op::kStructural; }
    &&!requires { Op::kExampleReduction; };
    if constexpr (kIsRule)
      kernels.push_back(Single<Op>::table(std::make_index_sequence<arity_of<Op>>()));
    else
      kernels.emplace_back();
  });
  return kernels;
}

}  // namespace chainrule
