// The lanes carrier: a vector of numbers that rules compute with. For each function it has the bits of the number
// carrier. Included inside a namespace of its own for each CPU target (HWY_NAMESPACE), where hn is Highway.

template <class D> struct LaneBits {
  using U = hn::RebindToUnsigned<D>;
  hn::Vec<U> raw;
  HWY_INLINE explicit LaneBits(hn::Vec<U> vector) : raw(vector) {}
  HWY_INLINE explicit LaneBits(std::uint64_t bits) : raw(hn::Set(U(), bits)) {}
  friend HWY_INLINE LaneBits operator+(LaneBits a, LaneBits b) { return LaneBits(hn::Add(a.raw, b.raw)); }
  friend HWY_INLINE LaneBits operator-(LaneBits a, LaneBits b) { return LaneBits(hn::Sub(a.raw, b.raw)); }
  friend HWY_INLINE LaneBits operator&(LaneBits a, LaneBits b) { return LaneBits(hn::And(a.raw, b.raw)); }
  friend HWY_INLINE LaneBits operator|(LaneBits a, LaneBits b) { return LaneBits(hn::Or(a.raw, b.raw)); }
  friend HWY_INLINE LaneBits operator^(LaneBits a, LaneBits b) { return LaneBits(hn::Xor(a.raw, b.raw)); }
};

template <class D> struct LaneMask { hn::Mask<D> raw; };

template <class D> struct Lanes {
  using Scalar = hn::TFromD<D>;
  hn::Vec<D> raw;
  Lanes() = default;
  HWY_INLINE explicit Lanes(hn::Vec<D> vector) : raw(vector) {}
  HWY_INLINE explicit Lanes(double number) : raw(hn::Set(D(), static_cast<Scalar>(number))) {}
  HWY_INLINE explicit Lanes(int number) : Lanes(static_cast<double>(number)) {}
  friend HWY_INLINE Lanes operator+(Lanes a, Lanes b) { return Lanes(hn::Add(a.raw, b.raw)); }
  friend HWY_INLINE Lanes operator-(Lanes a, Lanes b) { return Lanes(hn::Sub(a.raw, b.raw)); }
  friend HWY_INLINE Lanes operator*(Lanes a, Lanes b) { return Lanes(hn::Mul(a.raw, b.raw)); }
  friend HWY_INLINE Lanes operator/(Lanes a, Lanes b) { return Lanes(hn::Div(a.raw, b.raw)); }
  friend HWY_INLINE Lanes operator-(Lanes a) { return Lanes(hn::Neg(a.raw)); }
  friend HWY_INLINE LaneMask<D> operator<(Lanes a, Lanes b) { return {hn::Lt(a.raw, b.raw)}; }
  friend HWY_INLINE LaneMask<D> operator<=(Lanes a, Lanes b) { return {hn::Le(a.raw, b.raw)}; }
  friend HWY_INLINE LaneMask<D> operator>(Lanes a, Lanes b) { return {hn::Gt(a.raw, b.raw)}; }
  friend HWY_INLINE LaneMask<D> operator>=(Lanes a, Lanes b) { return {hn::Ge(a.raw, b.raw)}; }
  friend HWY_INLINE LaneMask<D> operator==(Lanes a, Lanes b) { return {hn::Eq(a.raw, b.raw)}; }
  // Highway's own Ne does not hold where an operand is NaN.
  friend HWY_INLINE LaneMask<D> operator!=(Lanes a, Lanes b) { return {hn::Not(hn::Eq(a.raw, b.raw))}; }
};

template <class D> HWY_INLINE Lanes<D> select(LaneMask<D> mask, Lanes<D> a, Lanes<D> b) {
  return Lanes<D>(hn::IfThenElse(mask.raw, a.raw, b.raw));
}
/// a·b + c, rounded once where the CPU has an instruction for it.
template <class D> HWY_INLINE Lanes<D> fma(Lanes<D> a, Lanes<D> b, Lanes<D> c) {
  return Lanes<D>(hn::MulAdd(a.raw, b.raw, c.raw));
}
/// c - a·b, likewise.
template <class D> HWY_INLINE Lanes<D> fnma(Lanes<D> a, Lanes<D> b, Lanes<D> c) {
  return Lanes<D>(hn::NegMulAdd(a.raw, b.raw, c.raw));
}
template <class D> HWY_INLINE bool all(LaneMask<D> mask) { return hn::AllTrue(D(), mask.raw); }

template <class D> HWY_INLINE Lanes<D> abs(Lanes<D> x) { return Lanes<D>(hn::Abs(x.raw)); }
template <class D> HWY_INLINE Lanes<D> sqrt(Lanes<D> x) { return Lanes<D>(hn::Sqrt(x.raw)); }
template <class D> HWY_INLINE Lanes<D> copysign(Lanes<D> size, Lanes<D> sign) {
  return Lanes<D>(hn::CopySign(size.raw, sign.raw));
}
template <class D> HWY_INLINE Lanes<D> min(Lanes<D> a, Lanes<D> b) {
  return select(a < b, a, select(b <= a, b, a + b));
}
template <class D> HWY_INLINE Lanes<D> max(Lanes<D> a, Lanes<D> b) {
  return select(a > b, a, select(b >= a, b, a + b));
}
template <class D> HWY_INLINE Lanes<D> mul0(Lanes<D> w, Lanes<D> v) {
  return Lanes<D>(hn::IfThenZeroElse((w == Lanes<D>(0)).raw, (w * v).raw));
}
template <class D> HWY_INLINE Lanes<D> xdivy(Lanes<D> w, Lanes<D> v) {
  return Lanes<D>(hn::IfThenZeroElse((w == Lanes<D>(0)).raw, (w / v).raw));
}

template <class D> HWY_INLINE LaneBits<D> bits(Lanes<D> x) {
  return LaneBits<D>(hn::BitCast(hn::RebindToUnsigned<D>(), x.raw));
}
template <class D> HWY_INLINE Lanes<D> of_bits(LaneBits<D> bits) { return Lanes<D>(hn::BitCast(D(), bits.raw)); }
template <int By, class D> HWY_INLINE LaneBits<D> shift_left(LaneBits<D> bits) {
  return LaneBits<D>(hn::ShiftLeft<By>(bits.raw));
}
template <int By, class D> HWY_INLINE LaneBits<D> shift_right(LaneBits<D> bits) {
  return LaneBits<D>(hn::ShiftRight<By>(bits.raw));
}

/// Entry by entry.
template <class D> HWY_INLINE Lanes<D> look_up(const double (&table)[16], LaneBits<D> entries) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (hn::MaxLanes(D()) == 8)
    return Lanes<D>(hn::Vec<D>{
        _mm512_permutex2var_pd(_mm512_load_pd(table), entries.raw.raw, _mm512_load_pd(table + 8))});
#endif
  if constexpr (hn::MaxLanes(D()) == 1)
    return Lanes<D>(table[hn::GetLane(entries.raw)]);
  else
    return Lanes<D>(hn::GatherIndex(D(), table, hn::BitCast(hn::RebindToSigned<D>(), entries.raw)));
}

// For functions without a vector version: the library's, lane by lane.

template <class D> HWY_NOINLINE Lanes<D> in_each_lane(double (*function)(double), Lanes<D> x) {
  HWY_ALIGN hn::TFromD<D> numbers[hn::MaxLanes(D())];
  hn::Store(x.raw, D(), numbers);
  for (auto& number : numbers) number = static_cast<hn::TFromD<D>>(function(number));
  return Lanes<D>(hn::Load(D(), numbers));
}
template <class D> HWY_NOINLINE Lanes<D> power_in_each_lane(Lanes<D> x, Lanes<D> y) {
  HWY_ALIGN hn::TFromD<D> first[hn::MaxLanes(D())], second[hn::MaxLanes(D())];
  hn::Store(x.raw, D(), first);
  hn::Store(y.raw, D(), second);
  for (std::size_t i = 0; i < hn::MaxLanes(D()); ++i) first[i] = power(first[i], second[i]);
  return Lanes<D>(hn::Load(D(), first));
}
/// As `power` of each lane; most exponents are one number for all of them.
template <class D> HWY_INLINE Lanes<D> pow(Lanes<D> x, Lanes<D> y) {
  if (all(y == Lanes<D>(2))) return x * x;
  if (all(y == Lanes<D>(3))) return x * x * x;
  if (all(y == Lanes<D>(1))) return x;
  if (all(y == Lanes<D>(-1))) return Lanes<D>(1) / x;
  if (all(y == Lanes<D>(0.5)) && all(x > Lanes<D>(0))) return sqrt(x);
  return power_in_each_lane(x, y);
}

#include <chainrule/ops/carriers/elementary.inl>

/// A function of doubles on lanes of floats: by way of doubles, the lower half and the upper.
template <class Function, class D> HWY_INLINE Lanes<D> by_way_of_doubles(Lanes<D> x) {
#if HWY_TARGET == HWY_SCALAR
  using Wide = hn::Rebind<double, D>;
  return Lanes<D>(hn::DemoteTo(D(), Function::of(Lanes<Wide>(hn::PromoteTo(Wide(), x.raw))).raw));
#else
  using Half = hn::Half<D>;
  using Wide = hn::RepartitionToWide<D>;
  const Lanes<Wide> low = Function::of(Lanes<Wide>(hn::PromoteTo(Wide(), hn::LowerHalf(Half(), x.raw))));
  const Lanes<Wide> high = Function::of(Lanes<Wide>(hn::PromoteTo(Wide(), hn::UpperHalf(Half(), x.raw))));
  return Lanes<D>(hn::Combine(D(), hn::DemoteTo(Half(), high.raw), hn::DemoteTo(Half(), low.raw)));
#endif
}

#define CHAINRULE_ELEMENTARY(name)                                                 \
  struct Call_##name {                                                             \
    template <class T> static HWY_INLINE T of(T x) { return elementary::name(x); } \
  };                                                                               \
  template <class D> HWY_INLINE Lanes<D> name(Lanes<D> x) {                        \
    if constexpr (sizeof(hn::TFromD<D>) == sizeof(double))                         \
      return elementary::name(x);                                                  \
    else                                                                           \
      return by_way_of_doubles<Call_##name>(x);                                    \
  }
CHAINRULE_ELEMENTARY(exp)
CHAINRULE_ELEMENTARY(expm1)
CHAINRULE_ELEMENTARY(log)
CHAINRULE_ELEMENTARY(log1p)
CHAINRULE_ELEMENTARY(sin)
CHAINRULE_ELEMENTARY(cos)
CHAINRULE_ELEMENTARY(tanh)
#undef CHAINRULE_ELEMENTARY

/// tanh x by e^(-2|x|), which its derivative needs as well. Floats make one of their own: theirs is not good enough.
template <class D> HWY_INLINE Lanes<D> tanh(Lanes<D> x, Lanes<D> exponential) {
  if constexpr (sizeof(hn::TFromD<D>) == sizeof(double))
    return elementary::tanh(x, exponential);
  else
    return tanh(x);
}
