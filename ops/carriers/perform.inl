// The primitives of a recording on a carrier V, which has its arithmetic and functions. Included in a namespace of its
// own for each kind of CPU, and once for numbers.

/// One step of a recording.
template <Primitive P> struct Perform {
  template <class V> [[gnu::always_inline]] static inline V of(V a) {
    if constexpr (P == Primitive::negate) return -a;
    if constexpr (P == Primitive::abs) return abs(a);
    if constexpr (P == Primitive::sqrt) return sqrt(a);
    if constexpr (P == Primitive::exp) return exp(a);
    if constexpr (P == Primitive::expm1) return expm1(a);
    if constexpr (P == Primitive::log) return log(a);
    if constexpr (P == Primitive::log1p) return log1p(a);
    if constexpr (P == Primitive::sin) return sin(a);
    if constexpr (P == Primitive::cos) return cos(a);
    if constexpr (P == Primitive::acos) return in_each_lane(std::acos, a);
    if constexpr (P == Primitive::asin) return in_each_lane(std::asin, a);
    if constexpr (P == Primitive::atan) return in_each_lane(std::atan, a);
    if constexpr (P == Primitive::cosh) return in_each_lane(std::cosh, a);
    if constexpr (P == Primitive::erf) return in_each_lane(std::erf, a);
    if constexpr (P == Primitive::sinh) return in_each_lane(std::sinh, a);
    if constexpr (P == Primitive::tan) return in_each_lane(std::tan, a);
  }
  template <class V> [[gnu::always_inline]] static inline auto of(V a, V b) {
    if constexpr (P == Primitive::add) return a + b;
    if constexpr (P == Primitive::subtract) return a - b;
    if constexpr (P == Primitive::multiply) return a * b;
    if constexpr (P == Primitive::divide) return a / b;
    if constexpr (P == Primitive::min) return min(a, b);
    if constexpr (P == Primitive::max) return max(a, b);
    if constexpr (P == Primitive::mul0) return mul0(a, b);
    if constexpr (P == Primitive::xdivy) return xdivy(a, b);
    if constexpr (P == Primitive::less) return a < b;
    if constexpr (P == Primitive::less_equal) return a <= b;
    if constexpr (P == Primitive::equal) return a == b;
    if constexpr (P == Primitive::not_equal) return a != b;
    if constexpr (P == Primitive::pow) return pow(a, b);
    if constexpr (P == Primitive::tanh) return tanh(a, b);
  }
};

constexpr bool is_unary(Primitive p) {
  return p == Primitive::negate || p == Primitive::abs || p == Primitive::sqrt ||
         (p >= Primitive::exp && p != Primitive::pow && p != Primitive::tanh);
}
