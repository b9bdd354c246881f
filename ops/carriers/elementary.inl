// Exponentials, logarithms, sine, cosine and tanh, written once over the carrier T: the same bits in every lane of a
// vector of any length, on every CPU that has fma, and on every CPU that has not. Never more than 1 ulp from the
// correctly rounded result; beside each stands its range, its method and the largest error in ulp of the exact result
// that tests/ops/references/elementary.py met at random numbers, which measures them again. Signs of zero, subnormals,
// infinities and NaN as in <cmath>. They are not Highway's, most of which are good to 2 to 4 ulp and none of
// which is there for a number. To be included in a namespace, after a carrier's arithmetic, comparisons, `fma`
// (a·b + c) and `fnma` (c - a·b), `select`, `abs`, `copysign`, `all`, `in_each_lane` and its IEEE 754 `bits` and `of_bits`.
namespace elementary {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// x + kRound has in its low bits the nearest whole number to x as the exponent of a double has it; kRound taken off
/// again gives that number.
constexpr double kRound = 0x1.8p52 + 1023;

/// ln 2 in two parts; whole multiples of the first up to 2^20 are exact.
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;

/// 2^k of the whole number k to which kRound was added, for k from -1022 to 1023.
template <class T> [[gnu::always_inline]] inline T power_of_two(T rounded) {
  return of_bits(shift_left<52>(bits(rounded)));
}

/// The sum of two numbers and what it lost, exactly (Knuth).
template <class T> struct Sum { T sum, rest; };
template <class T> [[gnu::always_inline]] inline Sum<T> two_sum(T a, T b) {
  const T sum = a + b, of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}

/// x = k·ln 2 + r + lost with |r| <= ln 2 / 2.
template <class T> struct Reduced { T rounded, k, r, lost; };

template <class T> [[gnu::always_inline]] inline Reduced<T> reduce_exp(T x) {
  const T rounded = fma(x, T(0x1.71547652b82fep0), T(kRound)), k = rounded - T(kRound);
  const T high = fnma(k, T(kLn2High), x), r = fnma(k, T(kLn2Low), high);
  return {rounded, k, r, (high - r) - k * T(kLn2Low)};
}

/// c[0] + c[1]·x + ... + c[9]·x^9, in pairs (Estrin).
template <class T> [[gnu::always_inline]] inline T polynomial(T x, const double (&c)[10]) {
  const T x2 = x * x, x4 = x2 * x2;
  const T p03 = fma(x2, fma(x, T(c[3]), T(c[2])), fma(x, T(c[1]), T(c[0])));
  const T p47 = fma(x2, fma(x, T(c[7]), T(c[6])), fma(x, T(c[5]), T(c[4])));
  return fma(x4, fma(x4, fma(x, T(c[9]), T(c[8])), p47), p03);
}

/// (e^r - 1 - r) / r² for |r| <= ln 2 / 2, off by at most 4.3e-16: e^r is within 0.05 ulp. A fit of our own; the best
/// polynomial of its degree, which elementary.py prints beside it, would be off by 1.1e-16.
constexpr double kExp[] = {0.5,
                           0.16666666666666433,
                           0.041666666666603895,
                           0.00833333333350022,
                           0.0013888888926824289,
                           0.00019841269465887735,
                           2.4801508643826533e-05,
                           2.7557641080044264e-06,
                           2.7625203569610377e-07,
                           2.4978342763750084e-08};

/// e^r - 1 - rest
template <class T> [[gnu::always_inline]] inline T expm1_of_reduced(T r, T rest) {
  return fma(r * r, polynomial(r, kExp), rest);
}

// Each function has a short way for the numbers that are met, taken where all lanes can take it, and another for any
// number. Where both apply they give the same bits.

template <class T> [[gnu::noinline, gnu::cold]] T exp_of_any(T x) {
  const T below = select(x > T(710), T(710), x), bounded = select(below < T(-746), T(-746), below);
  const Reduced<T> e = reduce_exp(bounded);
  // 2^k in two factors, so that large results are reached and small ones are rounded once.
  const auto is_small = bounded < T(-700);
  const T first = power_of_two(e.rounded + select(is_small, T(128), T(-1)));
  return fma(expm1_of_reduced(e.r, e.r), first, first) * select(is_small, T(0x1p-128), T(2));
}

/// e^x of any x. Reduced by multiples of ln 2 in two parts (Cody and Waite), then kExp. Largest error: 0.94 ulp.
template <class T> [[gnu::always_inline]] inline T exp(T x) {
  if (!all(abs(x) < T(700))) [[unlikely]]
    return exp_of_any(x);
  const Reduced<T> e = reduce_exp(x);
  const T power = power_of_two(e.rounded);
  return fma(expm1_of_reduced(e.r, e.r), power, power);
}

/// 2^-k·(e^x - 1) = (1 - 2^-k) + (e^r - 1), with 2^-k.
template <class T> [[gnu::always_inline]] inline T scaled_expm1(const Reduced<T>& e, T power) {
  const T offset = T(1) - power, sum = offset + e.r, lost = e.r - (sum - offset);
  return sum + (lost + expm1_of_reduced(e.r, e.lost));
}

template <class T> [[gnu::noinline, gnu::cold]] T expm1_of_any(T x) {
  const T below = select(x > T(710), T(710), x), bounded = select(below < T(-60), T(-60), below);
  const Reduced<T> e = reduce_exp(bounded);
  const T scaled = scaled_expm1(e, power_of_two(T(kRound) - select(e.k > T(64), T(64), e.k)));  // 1 - 2^-64 is 1
  return select(abs(x) < T(0x1p-54), x, scaled * power_of_two(e.rounded - T(1)) * T(2));
}

/// e^x - 1 of any x. Reduced as exp is; 1 - 2^-k is added last and exactly. Largest error: 1.26 ulp.
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
      fma(w, fma(w, T(1.531383769920937332e-01), T(2.222219843214978396e-01)), T(3.999999999940941908e-01));
  const T odd = fma(w * w, fma(w, T(1.479819860511658591e-01), T(1.818357216161805012e-01)),
                    fma(w, T(2.857142874366239149e-01), T(6.666666666666735130e-01)));
  return {s, half_square, s * fma(w, even, fma(z, odd, half_square))};
}

template <class T> [[gnu::always_inline]] inline T log_of_split(T k, T f) {
  const LogSeries<T> series = log_series(f);
  return fma(k, T(kLn2High), (fma(k, T(kLn2Low), series.rest) - series.half_square) + f);
}

template <class T> [[gnu::noinline, gnu::cold]] T log_of_any(T x) {
  const auto is_subnormal = x < T(0x1p-1022);
  const Split<T> parts = split(select(is_subnormal, x * T(0x1p54), x));
  const T result = log_of_split(parts.k - select(is_subnormal, T(54), T(0)), parts.m - T(1));
  const T bounded = select(x < T(kInfinity), result, x);
  return select(x > T(0), bounded, select(x == T(0), T(-kInfinity), T(kNan)));
}

/// log x of any x; -∞ at 0, NaN below. The series and its coefficients are those of FreeBSD's e_log.c. Largest error:
/// 0.77 ulp.
template <class T> [[gnu::always_inline]] inline T log(T x) {
  if (!all(x >= T(0x1p-1022)) || !all(x < T(kInfinity))) [[unlikely]]
    return log_of_any(x);
  const Split<T> parts = split(x);
  return log_of_split(parts.k, parts.m - T(1));
}

/// From -1/2 to 1: there log1p needs no power of two.
template <class T> [[gnu::always_inline]] inline auto is_near_zero(T x) { return abs(x - T(0.25)) <= T(0.75); }

/// 2·(atanh(s) - s) / s³ of s² from 0 to 1/9, off by at most 7.1e-16: within 0.04 ulp of log1p. A fit of our own; the
/// best polynomial of its degree, which elementary.py prints beside it, would be off by 0.9e-16.
constexpr double kAtanh[] = {0.666666666666666,   0.40000000000065344, 0.28571428558261774, 0.22222223380320688,
                             0.18181763069762097, 0.15386180550803108, 0.1330563999548905,  0.1207129832907494,
                             0.08484068490776585, 0.16764760329157777};

/// 2·atanh(s) = x - s·(x - 2·(atanh(s) - s)/s) with s = x / (2 + x), for x near zero.
template <class T> [[gnu::always_inline]] inline T log1p_near_zero(T x) {
  const T s = x / (T(2) + x), z = s * s;
  return fnma(s, fnma(z, polynomial(z, kAtanh), x), x);
}

template <class T> [[gnu::always_inline]] inline T log1p_of_finite(T x) {
  const Sum<T> u = two_sum(T(1), x);
  const Split<T> parts = split(u.sum);
  const T f = parts.m - T(1);
  const LogSeries<T> series = log_series(f);
  // The part that u lacks, over 1 + f = (1 + s) / (1 - s): it is so small that a few bits of the quotient are enough.
  const T near_one = T(1) - series.s;
  const T lacking = u.rest * parts.power * (near_one * fma(series.s, series.s, near_one));
  const T low = fma(parts.k, T(kLn2Low), lacking);
  return fma(parts.k, T(kLn2High), ((series.rest + low) - series.half_square) + f);
}

template <class T> [[gnu::noinline]] T log1p_of_any(T x) {
  const T finite = select(is_near_zero(x), log1p_near_zero(x), log1p_of_finite(x));
  if (all(x > T(-1)) && all(x < T(0x1p1000))) return finite;
  const T bounded = select(x < T(0x1p1000), finite, log_of_any(x));
  return select(x > T(-1), bounded, select(x == T(-1), T(-kInfinity), T(kNan)));
}

/// log(1 + x) of any x; -∞ at -1, NaN below. Near 0 by kAtanh, elsewhere as log of 1 + x and what that lost. Largest
/// error: 0.92 ulp.
template <class T> [[gnu::always_inline]] inline T log1p(T x) {
  if (!all(is_near_zero(x))) return log1p_of_any(x);
  return log1p_near_zero(x);
}

/// tanh x of any x, with e = e^(-2|x|). A rational function, Cephes's tanh.c, below 0.625, else 1 - 2e / (1 + e); one
/// division for both. Largest error: 1.44 ulp, just above 0.625.
template <class T> [[gnu::always_inline]] inline T tanh(T x, T e) {
  const T size = abs(x), z = size * size;
  const T p = fma(z, fma(z, T(-9.64399179425052238628e-1), T(-9.92877231001918586564e1)), T(-1.61468768441708447952e3));
  const T q =
      fma(z, fma(z, T(1.12811678491632931402e2) + z, T(2.23548839060100448583e3)), T(4.84406305325125486048e3));
  const auto is_small = size < T(0.625);
  const T quotient = select(is_small, size * z * p, T(-2) * e) / select(is_small, q, T(1) + e);
  return copysign(select(is_small, size, T(1)) + quotient, x);
}

template <class T> [[gnu::always_inline]] inline T tanh(T x) { return tanh(x, exp(T(-2) * abs(x))); }

/// x + kTurns has the nearest whole number to x in its low bits.
constexpr double kTurns = 0x1.8p52;

/// x = n·π/2 + r + rest with |r| <= π/4; n in the low bits of `rounded`. For |x| <= 2^20.
template <class T> struct Turned { T rounded, r, rest; };

template <class T> [[gnu::always_inline]] inline Turned<T> reduce_angle(T x) {
  const T rounded = fma(x, T(6.36619772367581382433e-01), T(kTurns)), n = rounded - T(kTurns);
  // π/2 in four parts, the first three of 33 bits, so that n times these is exact.
  const Sum<T> two = two_sum(fnma(n, T(1.57079632673412561417), x), n * T(-6.07710050630396597660e-11));
  const Sum<T> three = two_sum(two.sum, n * T(-2.02226624871116645580e-21));
  const T rest = fnma(n, T(8.47842766036889956997e-32), two.rest + three.rest);
  const T r = three.sum + rest;
  return {rounded, r, (three.sum - r) + rest};
}

/// sin(y + rest) for |y| <= π/4, after FreeBSD's k_sin.c.
template <class T> [[gnu::always_inline]] inline T sine_near_zero(T y, T rest) {
  const T z = y * y, w = z * z, cube = z * y;
  const T low = fma(z, T(-1.98412698298579493134e-04), T(8.33333333332248946124e-03));
  const T high = fma(w, T(1.58969099521155010221e-10), fma(z, T(-2.50507602534068634195e-08), T(2.75573137070700676789e-06)));
  const T s = fma(w, high, low);
  return y - fnma(cube, T(-1.66666666666666324348e-01), z * fnma(cube, s, T(0.5) * rest) - rest);
}

/// cos(y + rest) for |y| <= π/4, after FreeBSD's k_cos.c.
template <class T> [[gnu::always_inline]] inline T cosine_near_zero(T y, T rest) {
  const T z = y * y, w = z * z;
  const T low = fma(z, T(-1.38888888888741095749e-03), T(4.16666666666666019037e-02));
  const T middle = fma(z, T(-2.75573143513906633035e-07), T(2.48015872894767294178e-05));
  const T high = fma(z, T(-1.13596475577881948265e-11), T(2.08757232129817482790e-09));
  const T c = z * fma(w, fma(w, high, middle), low);
  const T half = T(0.5) * z, one = T(1) - half;
  return one + (((T(1) - one) - half) + fnma(y, rest, z * c));
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

/// sin x of any x. Angles up to 2^20 are reduced by π/2 in four parts (Cody and Waite), then the polynomials of
/// FreeBSD's k_sin.c and k_cos.c; beyond, <cmath>'s. Largest error: 0.77 ulp.
template <class T> [[gnu::always_inline]] inline T sin(T x) {
  const T size = abs(x);
  if (all(size <= T(kLeastTurned))) return select(size < T(0x1p-27), x, sine_near_zero(x, T(0)));
  const Turned<T> angle = reduce_angle(x);
  const T result = select(size < T(0x1p-27), x, sine_of_turned(angle, bits(angle.rounded)));
  if (!all(size <= T(kMostTurned))) [[unlikely]]
    return in_lanes_beyond(std::sin, x, result);
  return result;
}

/// cos x of any x, as sin. Largest error: 0.75 ulp.
template <class T> [[gnu::always_inline]] inline T cos(T x) {
  if (all(abs(x) <= T(kLeastTurned))) return cosine_near_zero(x, T(0));
  const Turned<T> angle = reduce_angle(x);
  const T result = sine_of_turned(angle, bits(angle.rounded) + decltype(bits(x))(1));
  if (!all(abs(x) <= T(kMostTurned))) [[unlikely]]
    return in_lanes_beyond(std::cos, x, result);
  return result;
}

}  // namespace elementary
