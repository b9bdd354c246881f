// Exponentials, logarithms, sine, cosine and tanh, written once over the carrier T, so that a number and each lane of a
// vector have the same bits, on every CPU: there is no fma in them. At most 0.92 ulp from the exact result, expm1 1.2
// and tanh 1.5; signs of zero, subnormals, infinities and NaN as in <cmath>. To be included in a namespace, after a
// carrier's arithmetic, comparisons, `select`, `abs`, `copysign`, `all`, `in_each_lane` and its IEEE 754 `bits` and
// `of_bits`.
namespace elementary {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// x + kRound has the nearest whole number to x in its low bits; kRound taken off again gives that number.
constexpr double kRound = 0x1.8p52;

/// ln 2 in two parts; whole multiples of the first up to 2^20 are exact.
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;

/// 2^k of the whole number k to which kRound was added, for k from -1022 to 1023.
template <class T> [[gnu::always_inline]] inline T power_of_two(T rounded) {
  return of_bits(shift_left<52>(bits(rounded)) + bits(T(1)));
}

/// a·b by a - b exactly: their sum and what it lost (Knuth).
template <class T> struct Sum { T sum, rest; };
template <class T> [[gnu::always_inline]] inline Sum<T> two_sum(T a, T b) {
  const T sum = a + b, of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}

/// x = k·ln 2 + r with |r| <= ln 2 / 2, and e^r - 1 = r + rest.
template <class T> struct Reduced { T rounded, k, r, rest; };

template <class T> [[gnu::always_inline]] inline Reduced<T> reduce_exp(T x) {
  const T rounded = x * T(0x1.71547652b82fep0) + T(kRound), k = rounded - T(kRound);
  const T high = x - k * T(kLn2High), low = k * T(kLn2Low);
  const T r = high - low, lost = (high - r) - low;
  // (e^r - 1 - r) / r², the polynomial of degree 9 that brings e^r within 0.05 ulp, in pairs (Estrin).
  const T r2 = r * r, r4 = r2 * r2;
  const T p01 = T(0.5) + r * T(0.16666666666666433), p23 = T(0.041666666666603895) + r * T(0.00833333333350022);
  const T p45 = T(0.0013888888926824289) + r * T(0.00019841269465887735);
  const T p67 = T(2.4801508643826533e-05) + r * T(2.7557641080044264e-06);
  const T p89 = T(2.7625203569610377e-07) + r * T(2.4978342763750084e-08);
  const T q = ((p01 + r2 * p23) + r4 * p45) + ((r4 * r2) * p67 + (r4 * r4) * p89);
  return {rounded, k, r, r2 * q + lost};
}

// Each function has a short way for the numbers that are met, taken where all lanes can take it, and another for any
// number. Where both apply they give the same bits.

template <class T> [[gnu::noinline, gnu::cold]] T exp_of_any(T x) {
  const T below = select(x > T(710), T(710), x), bounded = select(below < T(-746), T(-746), below);
  const Reduced<T> e = reduce_exp(bounded);
  // 2^k in two factors, so that large results are reached and small ones are rounded once.
  const auto is_small = bounded < T(-700);
  const T first = power_of_two(e.rounded + select(is_small, T(128), T(-1)));
  return (T(1) + (e.r + e.rest)) * first * select(is_small, T(0x1p-128), T(2));
}

template <class T> [[gnu::always_inline]] inline T exp(T x) {
  if (!all(abs(x) < T(700))) [[unlikely]]
    return exp_of_any(x);
  const Reduced<T> e = reduce_exp(x);
  return (T(1) + (e.r + e.rest)) * power_of_two(e.rounded);
}

/// 2^-k·(e^x - 1) = (1 - 2^-k) + (e^r - 1), with 2^-k.
template <class T> [[gnu::always_inline]] inline T scaled_expm1(const Reduced<T>& e, T power) {
  const T offset = T(1) - power, sum = offset + e.r, lost = e.r - (sum - offset);
  return sum + (lost + e.rest);
}

template <class T> [[gnu::noinline, gnu::cold]] T expm1_of_any(T x) {
  const T below = select(x > T(710), T(710), x), bounded = select(below < T(-60), T(-60), below);
  const Reduced<T> e = reduce_exp(bounded);
  const T scaled = scaled_expm1(e, power_of_two(T(kRound) - select(e.k > T(64), T(64), e.k)));  // 1 - 2^-64 is 1
  return select(abs(x) < T(0x1p-54), x, scaled * power_of_two(e.rounded - T(1)) * T(2));
}

template <class T> [[gnu::always_inline]] inline T expm1(T x) {
  if (!all(abs(x) < T(700))) [[unlikely]]
    return expm1_of_any(x);
  const Reduced<T> e = reduce_exp(x);
  return copysign(scaled_expm1(e, power_of_two(T(kRound) - e.k)) * power_of_two(e.rounded), x);
}

/// x = 2^k·m with √½ <= m < √2, for normal positive x.
template <class T> struct Split {
  T k, m, power;  ///< power: 2^-k
};

template <class T> [[gnu::always_inline]] inline Split<T> split(T x) {
  using Bits = decltype(bits(x));
  constexpr std::uint64_t kRoot = 0x3FE6'A09E'0000'0000, kOne = 0x3FF0'0000'0000'0000;
  const Bits shifted = bits(x) + Bits(kOne - kRoot), exponent = shift_right<52>(shifted);
  return {of_bits(exponent | bits(T(0x1p52))) - T(0x1p52 + 1023),
          of_bits((shifted & Bits(0x000F'FFFF'FFFF'FFFF)) + Bits(kRoot)),
          of_bits(Bits(std::uint64_t{2046} << 52) - shift_left<52>(exponent))};
}

/// log(1 + f) = f - half_square + rest, after FreeBSD's e_log.c; s = f / (2 + f).
template <class T> struct LogSeries { T s, half_square, rest; };

template <class T> [[gnu::always_inline]] inline LogSeries<T> log_series(T f) {
  const T s = f / (T(2) + f), half_square = T(0.5) * f * f, z = s * s, w = z * z;
  const T even =
      w * (T(3.999999999940941908e-01) + w * (T(2.222219843214978396e-01) + w * T(1.531383769920937332e-01)));
  const T odd = z * ((T(6.666666666666735130e-01) + w * T(2.857142874366239149e-01)) +
                     (w * w) * (T(1.818357216161805012e-01) + w * T(1.479819860511658591e-01)));
  return {s, half_square, s * (half_square + (odd + even))};
}

template <class T> [[gnu::always_inline]] inline T log_of_split(T k, T f) {
  const LogSeries<T> series = log_series(f);
  return (((series.rest + k * T(kLn2Low)) - series.half_square) + f) + k * T(kLn2High);
}

template <class T> [[gnu::noinline, gnu::cold]] T log_of_any(T x) {
  const auto is_subnormal = x < T(0x1p-1022);
  const Split<T> parts = split(select(is_subnormal, x * T(0x1p54), x));
  const T result = log_of_split(parts.k - select(is_subnormal, T(54), T(0)), parts.m - T(1));
  const T bounded = select(x < T(kInfinity), result, x);
  return select(x > T(0), bounded, select(x == T(0), T(-kInfinity), T(kNan)));
}

template <class T> [[gnu::always_inline]] inline T log(T x) {
  if (!all(x >= T(0x1p-1022)) || !all(x < T(kInfinity))) [[unlikely]]
    return log_of_any(x);
  const Split<T> parts = split(x);
  return log_of_split(parts.k, parts.m - T(1));
}

template <class T> [[gnu::always_inline]] inline T log1p_of_finite(T x) {
  const Sum<T> u = two_sum(T(1), x);
  const Split<T> parts = split(u.sum);
  const T f = parts.m - T(1);
  const LogSeries<T> series = log_series(f);
  // What u lacks, over 1 + f = (1 + s) / (1 - s): it is so small that a few bits of the quotient are enough.
  const T near_one = T(1) - series.s;
  const T lacking = u.rest * parts.power * (near_one * (near_one + series.s * series.s));
  const T low = parts.k * T(kLn2Low) + lacking;
  return copysign((((series.rest + low) - series.half_square) + f) + parts.k * T(kLn2High), x);
}

template <class T> [[gnu::noinline, gnu::cold]] T log1p_of_any(T x) {
  const T bounded = select(x < T(0x1p1000), log1p_of_finite(x), log_of_any(x));
  return select(x > T(-1), bounded, select(x == T(-1), T(-kInfinity), T(kNan)));
}

template <class T> [[gnu::always_inline]] inline T log1p(T x) {
  if (!all(x > T(-1)) || !all(x < T(0x1p1000))) [[unlikely]]
    return log1p_of_any(x);
  return log1p_of_finite(x);
}

/// After Cephes: a rational function near 0, else 1 - 2e / (1 + e) with e = e^(-2|x|); one division for both.
template <class T> [[gnu::always_inline]] inline T tanh(T x) {
  const T size = abs(x), e = exp(T(-2) * size), z = size * size;
  const T p = T(-1.61468768441708447952e3) + z * (T(-9.92877231001918586564e1) + z * T(-9.64399179425052238628e-1));
  const T q = T(4.84406305325125486048e3) + z * (T(2.23548839060100448583e3) + z * (T(1.12811678491632931402e2) + z));
  const auto is_small = size < T(0.625);
  const T quotient = select(is_small, size * z * p, T(-2) * e) / select(is_small, q, T(1) + e);
  return copysign(select(is_small, size, T(1)) + quotient, x);
}

/// x = n·π/2 + r + rest with |r| <= π/4; n in the low bits of `rounded`. For |x| <= 2^20.
template <class T> struct Turned { T rounded, r, rest; };

template <class T> [[gnu::always_inline]] inline Turned<T> reduce_angle(T x) {
  const T rounded = x * T(6.36619772367581382433e-01) + T(kRound), n = rounded - T(kRound);
  // π/2 in four parts, the first three of 33 bits, so that n times these is exact.
  const Sum<T> two = two_sum(x - n * T(1.57079632673412561417), n * T(-6.07710050630396597660e-11));
  const Sum<T> three = two_sum(two.sum, n * T(-2.02226624871116645580e-21));
  const T rest = (two.rest + three.rest) - n * T(8.47842766036889956997e-32);
  const T r = three.sum + rest;
  return {rounded, r, (three.sum - r) + rest};
}

/// sin(y + rest) for |y| <= π/4, after FreeBSD's k_sin.c.
template <class T> [[gnu::always_inline]] inline T sine_near_zero(T y, T rest) {
  const T z = y * y, w = z * z, cube = z * y;
  const T s = (T(8.33333333332248946124e-03) + z * T(-1.98412698298579493134e-04)) +
              w * ((T(2.75573137070700676789e-06) + z * T(-2.50507602534068634195e-08)) +
                   w * T(1.58969099521155010221e-10));
  return y - ((z * (T(0.5) * rest - cube * s) - rest) - cube * T(-1.66666666666666324348e-01));
}

/// cos(y + rest) for |y| <= π/4, after FreeBSD's k_cos.c.
template <class T> [[gnu::always_inline]] inline T cosine_near_zero(T y, T rest) {
  const T z = y * y, w = z * z;
  const T c = z * ((T(4.16666666666666019037e-02) + z * T(-1.38888888888741095749e-03)) +
                   w * ((T(2.48015872894767294178e-05) + z * T(-2.75573143513906633035e-07)) +
                        w * (T(2.08757232129817482790e-09) + z * T(-1.13596475577881948265e-11))));
  const T half = T(0.5) * z, one = T(1) - half;
  return one + (((T(1) - one) - half) + (z * c - y * rest));
}

/// Sine or cosine, as the low bit of `turns` is even or odd, with the sign of the quadrant.
template <class T> [[gnu::always_inline]] inline T sine_of_turned(const Turned<T>& angle, decltype(bits(T(0))) turns) {
  using Bits = decltype(turns);
  const T sine = sine_near_zero(angle.r, angle.rest), cosine = cosine_near_zero(angle.r, angle.rest);
  const auto is_odd = of_bits(shift_left<63>(turns) | bits(T(1))) < T(0);
  return of_bits(bits(select(is_odd, cosine, sine)) ^ shift_left<62>(turns & Bits(2)));
}

/// Angles up to here are turned by nothing.
constexpr double kLeastTurned = 0.78;
constexpr double kMostTurned = 0x1p20;

template <class T> [[gnu::noinline, gnu::cold]] T in_lanes_beyond(double (*function)(double), T x, T within) {
  return select(abs(x) <= T(kMostTurned), within, in_each_lane(function, x));
}

template <class T> [[gnu::always_inline]] inline T sin(T x) {
  const T size = abs(x);
  if (all(size <= T(kLeastTurned))) return select(size < T(0x1p-27), x, sine_near_zero(x, T(0)));
  const Turned<T> angle = reduce_angle(x);
  const T result = select(size < T(0x1p-27), x, sine_of_turned(angle, bits(angle.rounded)));
  if (!all(size <= T(kMostTurned))) [[unlikely]]
    return in_lanes_beyond(std::sin, x, result);
  return result;
}

template <class T> [[gnu::always_inline]] inline T cos(T x) {
  if (all(abs(x) <= T(kLeastTurned))) return cosine_near_zero(x, T(0));
  const Turned<T> angle = reduce_angle(x);
  const T result = sine_of_turned(angle, bits(angle.rounded) + decltype(bits(x))(1));
  if (!all(abs(x) <= T(kMostTurned))) [[unlikely]]
    return in_lanes_beyond(std::cos, x, result);
  return result;
}

}  // namespace elementary
