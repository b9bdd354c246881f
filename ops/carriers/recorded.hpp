// The recording carrier: a rule that is run on it, at compile time, leaves the list of its primitives, each distinct
// one once. From such a list a kernel is made for any carrier, and rules that are recorded together share what they
// have in common.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace chainrule {

/// The operations that a carrier does in one step. Comparisons give masks.
enum class Primitive : std::uint8_t {
  operand,
  constant,
  add,
  subtract,
  multiply,
  divide,
  negate,
  abs,
  sqrt,
  min,
  max,
  mul0,
  xdivy,
  less,
  less_equal,
  equal,
  not_equal,
  select,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  acos,
  asin,
  atan,
  cosh,
  erf,
  pow,
  sinh,
  tan
};

constexpr bool gives_mask(Primitive primitive) {
  return primitive >= Primitive::less && primitive <= Primitive::not_equal;
}

/// One primitive of earlier steps: step `a`, or operand `a` of the rule, or a constant.
struct RecordedStep {
  Primitive primitive = Primitive::constant;
  std::uint8_t a = 0, b = 0, c = 0;
  std::uint64_t constant = 0;  ///< its bits

  friend constexpr bool operator==(const RecordedStep&, const RecordedStep&) = default;
};

/// The steps of one or several rules on the same operands, and which of them are the results.
struct Recording {
  static constexpr std::size_t kMostSteps = 96, kMostResults = 4;
  std::array<RecordedStep, kMostSteps> steps{};
  std::size_t count = 0;
  std::array<std::uint8_t, kMostResults> results{};
  std::size_t result_count = 0;

  /// The number of the step, which is written down unless there is one like it. More steps than there is room for do
  /// not compile.
  constexpr std::uint8_t number_of(const RecordedStep& step) {
    for (std::size_t i = 0; i < count; ++i)
      if (steps[i] == step) return static_cast<std::uint8_t>(i);
    steps.at(count) = step;
    return static_cast<std::uint8_t>(count++);
  }
};

/// A value in a rule that is being recorded: a step, or a constant that no step needed yet.
struct Recorded {
  Recording* recording = nullptr;
  std::uint8_t step = 0;
  double constant = 0;

  template <class T>
  requires std::same_as<T, double> || std::same_as<T, int>
  constexpr explicit Recorded(T number) : constant(number) {}
  constexpr Recorded(Recording& in, std::uint8_t number) : recording(&in), step(number) {}

  constexpr bool is(double number) const {
    return recording == nullptr && std::bit_cast<std::uint64_t>(constant) == std::bit_cast<std::uint64_t>(number);
  }
  constexpr bool is_number() const { return recording == nullptr && constant == constant; }
  constexpr std::uint8_t step_in(Recording& in) const {
    if (recording != nullptr) return step;
    return in.number_of({.primitive = Primitive::constant, .constant = std::bit_cast<std::uint64_t>(constant)});
  }
  constexpr const RecordedStep& last() const { return recording->steps[step]; }
  constexpr bool is_made_by(Primitive primitive) const { return recording != nullptr && last().primitive == primitive; }
};

struct RecordedMask {
  Recording* recording = nullptr;
  std::uint8_t step = 0;
};

constexpr Recorded record(Primitive primitive, const Recorded& a) {
  Recording& in = *a.recording;  // constants alone are no rule's business
  return {in, in.number_of({.primitive = primitive, .a = a.step})};
}

constexpr std::uint8_t record_pair(Primitive primitive, const Recorded& a, const Recorded& b) {
  Recording& in = a.recording != nullptr ? *a.recording : *b.recording;
  const std::uint8_t first = a.step_in(in), second = b.step_in(in);
  return in.number_of({.primitive = primitive, .a = first, .b = second});
}

constexpr Recorded record(Primitive primitive, const Recorded& a, const Recorded& b) {
  const std::uint8_t step = record_pair(primitive, a, b);
  return {a.recording != nullptr ? *a.recording : *b.recording, step};
}

/// -x compared with a constant is x compared with minus the constant, so that comparisons of x and of -x are shared.
constexpr RecordedMask record_comparison(Primitive primitive, const Recorded& a, const Recorded& b) {
  if (a.is_made_by(Primitive::negate) && b.recording == nullptr)
    return record_comparison(primitive, Recorded(0 - b.constant), {*a.recording, a.last().a});
  if (b.is_made_by(Primitive::negate) && a.recording == nullptr)
    return record_comparison(primitive, {*b.recording, b.last().a}, Recorded(0 - a.constant));
  const std::uint8_t step = record_pair(primitive, a, b);
  return {a.recording != nullptr ? a.recording : b.recording, step};
}

/// Records sums and products, whose order does not matter: the earlier step first.
constexpr Recorded record_commutative(Primitive primitive, const Recorded& a, const Recorded& b) {
  if (a.recording != nullptr && b.recording != nullptr && b.step < a.step) return record(primitive, b, a);
  return record(primitive, a, b);
}

// Only what leaves every bit as it is gets shortened.

constexpr Recorded operator-(const Recorded& x) {
  if (x.recording == nullptr) return Recorded(-x.constant);
  if (x.is_made_by(Primitive::negate)) return {*x.recording, x.last().a};
  return record(Primitive::negate, x);
}
constexpr Recorded operator+(const Recorded& a, const Recorded& b) {
  if (a.recording == nullptr && b.recording == nullptr) return Recorded(a.constant + b.constant);
  return record_commutative(Primitive::add, a, b);
}
constexpr Recorded operator-(const Recorded& a, const Recorded& b) {
  if (a.recording == nullptr && b.recording == nullptr) return Recorded(a.constant - b.constant);
  return record(Primitive::subtract, a, b);
}
constexpr Recorded operator*(const Recorded& a, const Recorded& b) {
  if (a.recording == nullptr && b.recording == nullptr) return Recorded(a.constant * b.constant);
  if (a.is(1)) return b;
  if (b.is(1)) return a;
  if (a.is(-1)) return -b;
  if (b.is(-1)) return -a;
  return record_commutative(Primitive::multiply, a, b);
}
constexpr Recorded operator/(const Recorded& a, const Recorded& b) {
  if (a.recording == nullptr && b.recording == nullptr) return Recorded(a.constant / b.constant);
  return record(Primitive::divide, a, b);
}

constexpr RecordedMask operator<(const Recorded& a, const Recorded& b) {
  return record_comparison(Primitive::less, a, b);
}
constexpr RecordedMask operator<=(const Recorded& a, const Recorded& b) {
  return record_comparison(Primitive::less_equal, a, b);
}
constexpr RecordedMask operator>(const Recorded& a, const Recorded& b) { return b < a; }
constexpr RecordedMask operator>=(const Recorded& a, const Recorded& b) { return b <= a; }
constexpr RecordedMask operator==(const Recorded& a, const Recorded& b) {
  return record_comparison(Primitive::equal, a, b);
}
constexpr RecordedMask operator!=(const Recorded& a, const Recorded& b) {
  return record_comparison(Primitive::not_equal, a, b);
}

constexpr Recorded select(const RecordedMask& mask, const Recorded& a, const Recorded& b) {
  Recording& in = *mask.recording;
  const std::uint8_t first = a.step_in(in), second = b.step_in(in);
  return {in, in.number_of({.primitive = Primitive::select, .a = mask.step, .b = first, .c = second})};
}
template <class T> constexpr T indicator(const RecordedMask& mask) { return select(mask, T(1), T(0)); }
constexpr RecordedMask holds(const Recorded& condition) { return condition != Recorded(0); }

constexpr Recorded abs(const Recorded& x) {
  return record(Primitive::abs, x.is_made_by(Primitive::negate) ? Recorded(*x.recording, x.last().a) : x);
}
constexpr Recorded square(const Recorded& x) { return x * x; }
// A constant is not NaN, so min(a, b) = a < b ? a : b <= a ? b : NaN takes one comparison.
constexpr Recorded min(const Recorded& a, const Recorded& b) {
  return b.is_number() ? select(b <= a, b, a) : record(Primitive::min, a, b);
}
constexpr Recorded max(const Recorded& a, const Recorded& b) {
  return b.is_number() ? select(a <= b, b, a) : record(Primitive::max, a, b);
}
constexpr Recorded mul0(const Recorded& w, const Recorded& v) {
  if (w.recording == nullptr) return w.constant == 0 ? Recorded(0) : w * v;
  return record(Primitive::mul0, w, v);
}
constexpr Recorded xdivy(const Recorded& w, const Recorded& v) { return record(Primitive::xdivy, w, v); }
constexpr Recorded stop_gradient(const Recorded& x) { return x; }
constexpr Recorded pow(const Recorded& x, const Recorded& y) { return record(Primitive::pow, x, y); }

constexpr Recorded sqrt(const Recorded& x) { return record(Primitive::sqrt, x); }
constexpr Recorded exp(const Recorded& x) { return record(Primitive::exp, x); }
constexpr Recorded expm1(const Recorded& x) { return record(Primitive::expm1, x); }
constexpr Recorded log(const Recorded& x) { return record(Primitive::log, x); }
constexpr Recorded log1p(const Recorded& x) { return record(Primitive::log1p, x); }
constexpr Recorded sin(const Recorded& x) { return record(Primitive::sin, x); }
constexpr Recorded cos(const Recorded& x) { return record(Primitive::cos, x); }
/// Takes x and e^(-2|x|), which the derivative has in common with it.
constexpr Recorded tanh(const Recorded& x) { return record(Primitive::tanh, x, exp(Recorded(-2) * abs(x))); }
constexpr Recorded acos(const Recorded& x) { return record(Primitive::acos, x); }
constexpr Recorded asin(const Recorded& x) { return record(Primitive::asin, x); }
constexpr Recorded atan(const Recorded& x) { return record(Primitive::atan, x); }
constexpr Recorded cosh(const Recorded& x) { return record(Primitive::cosh, x); }
constexpr Recorded erf(const Recorded& x) { return record(Primitive::erf, x); }
constexpr Recorded sinh(const Recorded& x) { return record(Primitive::sinh, x); }
constexpr Recorded tan(const Recorded& x) { return record(Primitive::tan, x); }

}  // namespace chainrule
