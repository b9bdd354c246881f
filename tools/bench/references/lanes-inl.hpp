// The elementary functions of the hand-written references, on lanes. Included once per CPU target, inside Highway's
// foreach_target.
#if defined(CHAINRULE_BENCH_LANES) == defined(HWY_TARGET_TOGGLE)
#ifdef CHAINRULE_BENCH_LANES
#undef CHAINRULE_BENCH_LANES
#else
#define CHAINRULE_BENCH_LANES
#endif

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <array>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace chainrule::references::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<double>;
using Vector = hn::Vec<Lanes>;

/// The polynomial with those coefficients, the constant first, by Estrin's scheme: halves are independent of each
/// other.
template <std::size_t kFirst, std::size_t kCount, std::size_t kSize>
HWY_INLINE Vector Estrin(const std::array<double, kSize>& coefficients, const Vector* powers) {
  const Lanes lanes;
  if constexpr (kCount == 1) {
    return hn::Set(lanes, coefficients[kFirst]);
  } else {
    constexpr std::size_t kPower = kCount > 8 ? 3 : kCount > 4 ? 2 : kCount > 2 ? 1 : 0;
    constexpr std::size_t kLow = std::size_t{1} << kPower;
    return hn::MulAdd(Estrin<kFirst + kLow, kCount - kLow>(coefficients, powers), powers[kPower],
                      Estrin<kFirst, kLow>(coefficients, powers));
  }
}

template <std::size_t kSize> HWY_INLINE Vector Polynomial(const std::array<double, kSize>& coefficients, Vector x) {
  static_assert(kSize <= 16);
  const Vector x2 = hn::Mul(x, x), x4 = hn::Mul(x2, x2);
  const Vector powers[] = {x, x2, x4, hn::Mul(x4, x4)};
  return Estrin<0, kSize>(coefficients, powers);
}

/// (e^r - 1 - r) / r² for |r| <= ½ log 2, interpolated at Chebyshev's nodes: e^r is good to 1.6e-17.
inline constexpr std::array<double, 10> kExp{0.5000000000000001,     0.16666666666666669,    0.04166666666662413,
                                             0.008333333333330062,   0.0013888888917213717,  0.00019841269863053618,
                                             2.4801521295954376e-05, 2.7557268459997064e-06, 2.7620088445409746e-07,
                                             2.510038549551032e-08};

/// (atanh(s)/s - 1) / s² as a function of s² in [0, 1/9]: atanh(s) is good to 7e-18.
inline constexpr std::array<double, 10> kAtanh{
    0.3333333333333333,  0.20000000000007292, 0.1428571428355438,  0.11111111358713932, 0.09090894718066429,
    0.07692785032479312, 0.06657072104827468, 0.06000536404795356, 0.04400369243072337, 0.08082022805971766};

/// e^x for |x| <= 700, where no power of two leaves the range of normal numbers.
HWY_INLINE Vector ExpWithinRange(Vector x) {
  const Lanes lanes;
  const hn::RebindToUnsigned<Lanes> bits;
  // Adding it rounds to whole numbers, and leaves in the lowest bits the exponent field of that power of two.
  const Vector magic = hn::Set(lanes, 0x1.8p52 + 1023);
  const Vector sum = hn::MulAdd(x, hn::Set(lanes, 1.4426950408889634), magic);
  const Vector k = hn::Sub(sum, magic);
  const Vector high = hn::NegMulAdd(k, hn::Set(lanes, 0.6931471803691238), x);
  const Vector r = hn::NegMulAdd(k, hn::Set(lanes, 1.9082149292705877e-10), high);
  const Vector fraction = hn::MulAdd(hn::Mul(r, r), Polynomial(kExp, r), r);
  const Vector power = hn::BitCast(lanes, hn::ShiftLeft<52>(hn::BitCast(bits, sum)));
  return hn::MulAdd(fraction, power, power);
}

/// e^x
HWY_INLINE Vector ExpOf(Vector x) {
  const Lanes lanes;
  if (HWY_LIKELY(hn::AllTrue(lanes, hn::Le(hn::Abs(x), hn::Set(lanes, 700.0))))) return ExpWithinRange(x);
  return hn::CallExp(lanes, x);
}

/// The functions of |z| that come at once: σ(|z|), σ(-|z|) and log(1 + e^-|z|), from one exponential and one division.
struct Logistic {
  Vector near_one, near_zero, softplus;
};
HWY_INLINE Logistic LogisticOf(Vector magnitude) {
  const Lanes lanes;
  const Vector one = hn::Set(lanes, 1.0);
  const Vector e = ExpOf(hn::Neg(magnitude));
  const Vector one_e = hn::Add(one, e), two_e = hn::Add(one, one_e);
  const Vector both = hn::Div(one, hn::Mul(one_e, two_e));
  const Vector near_one = hn::Mul(two_e, both);
  const Vector s = hn::Mul(e, hn::Mul(one_e, both));  // e / (2 + e), and log(1 + e) = 2 atanh(s)
  const Vector s2 = hn::Mul(s, s), twice = hn::Add(s, s);
  return {near_one, hn::Mul(e, near_one), hn::MulAdd(hn::Mul(twice, s2), Polynomial(kAtanh, s2), twice)};
}

}  // namespace chainrule::references::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
