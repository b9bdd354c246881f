// An op's description: how its author describes it, and the plain data that the rest of the engine reads.
#pragma once

#include <chainrule/engine/base/shape.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace chainrule {

class Expr;
struct Array;
struct OpInfo;

/// A closed interval.
struct Interval {
  double low = -2;
  double high = 2;
};

/// How a call of the op is written; by cases: operand 1 where operand 0 holds, else operand 2.
enum class Notation : std::uint8_t { call, infix, prefix, cases };

/// The op's meaning to the reading simplifier, which works on sums, products and quotients.
enum class Arithmetic : std::uint8_t { none, add, subtract, multiply, divide, negate, square, power };

/// The kind of structural op, as far as a program makes use of it.
enum class Structure : std::uint8_t {
  other,
  movement,    ///< every element of the result is one of an operand's, or 0
  repetition,  ///< the operand broadcast to another shape
  sum,         ///< every element of the result is the sum of those of the operand that broadcasting would repeat it to
  /// Along the last two axes of both operands; a vector is a row on the left, a column on the right. An attribute, if
  /// it has one, is the operand whose zeros make a term 0 whatever the other factor is.
  matrix_product,
  placement  ///< every element of an operand is added to one of the result's, or to none, as constants say
};

enum class AttributeKind : std::uint8_t { integer, boolean, integers };

/// A named, constant setting of an op, such as axis=1.
struct AttributeSpec {
  std::string_view name;
  AttributeKind kind = AttributeKind::integer;
  bool required = false;
};

/// An op as its author describes it in words and numbers; the mathematics stands beside it in `value` and `partials`.
template <std::size_t N> struct OpText {
  std::string_view name;                        ///< as called in the text form
  std::string_view symbol = {};                 ///< as shown to people; the name if empty
  std::array<std::string_view, N> args = {};    ///< as the formulas call the operands
  std::string_view result = "v";                ///< as the formulas call the value
  std::array<Interval, N> domain = {};          ///< where the laws sample each operand
  std::array<bool, N> not_differentiable = {};  ///< labels, conditions, indices: no edge leads there
  Notation notation = Notation::call;
  int precedence = 0;           ///< of an infix or prefix symbol: 1 sums, 2 products, 3 negation, 4 powers
  std::string_view latex = {};  ///< a pattern with {0}, {1}, ... for the operands
  Arithmetic arithmetic = Arithmetic::none;
  bool commutative = false;
  /// Cotangents pass by mul0(partial, cotangent): nothing flows where the partial is 0. Of a structural op: its vjp may
  /// give elements a cotangent of 0 because there is no path from them.
  bool gated = false;
  bool saturates = false;  ///< flat far from 0: the value is bounded, and its partial nears 0
  bool stops = false;      ///< made to hold operands constant: derivatives by them are 0, not missing
  bool variadic = false;   ///< the last operand may repeat
  std::array<AttributeSpec, 4> attributes = {};
  std::string_view summary = {};  ///< one sentence for the reference
};

/// The values of an op's attributes, in the order of its specs. The integers live where the owner keeps them.
struct Attributes {
  static constexpr std::size_t kMost = 4;
  std::array<std::span<const std::int64_t>, kMost> values{};
  std::array<bool, kMost> present{};

  bool has(std::size_t index) const { return present[index]; }
  std::span<const std::int64_t> list(std::size_t index) const { return values[index]; }
  std::int64_t integer(std::size_t index, std::int64_t otherwise) const {
    return present[index] ? values[index][0] : otherwise;
  }
  bool empty() const { return !(present[0] || present[1] || present[2] || present[3]); }
  friend bool operator==(const Attributes& a, const Attributes& b);
};

/// A run of numbers with a step: step 0 repeats one number.
template <class Real> struct StridedOf {
  const Real* data = nullptr;
  std::size_t stride = 0;
  Real operator[](std::size_t index) const { return data[index * stride]; }
};
using Strided = StridedOf<double>;

/// One example's operand of a structural kernel.
struct ArrayView {
  const double* data = nullptr;
  const Shape* shape = nullptr;
};

/// The arguments of a structural op's kernel.
struct StructuralCall {
  std::span<const ArrayView> in;
  double* out = nullptr;
  const Shape* shape = nullptr;
  const Attributes* attributes = nullptr;
};

/// Which of an op's two forms: the one that is computed, or the one that a book prints.
enum class Form : std::uint8_t { computed, textbook };

/// log_loss(sigmoid(z), y) is log_loss_with_logit(z, y): where `operand` is made by `inner`, `fused` takes its operand.
struct StableRule {
  std::size_t operand = 0;
  const OpInfo* inner = nullptr;
  const OpInfo* fused = nullptr;
};

/// How an op goes over its operands' elements.
enum class OpKind : std::uint8_t {
  elementwise,       ///< a value and partials, applied to each element of broadcast operands
  structural,        ///< a shape rule, a kernel, and vjp/jvp over an algebra
  example_reduction  ///< sums over the examples; value and partials say what becomes of (total, examples)
};

/// An op, erased: everything the engine knows of it. Made by `describe`.
struct OpInfo {
  OpKind kind = OpKind::elementwise;
  std::uint8_t arity = 0;
  Notation notation = Notation::call;
  Arithmetic arithmetic = Arithmetic::none;
  Structure structure = Structure::other;
  bool commutative = false;
  bool gated = false;
  bool saturates = false;
  bool stops = false;
  bool variadic = false;
  int precedence = 0;
  std::uint32_t not_differentiable = 0;  ///< bit i: no edge leads to operand i
  std::string_view name, symbol, result, latex, summary;
  std::span<const std::string_view> args;
  std::span<const Interval> domain;
  std::span<const AttributeSpec> attributes;

  /// Elementwise: the number carrier, one element and many. `partial` and `contribution` are of one operand, whose
  /// partial alone is evaluated; a contribution is cotangent · partial.
  double (*value)(const double* in) = nullptr;
  double (*partial)(std::size_t operand, const double* in, double out) = nullptr;
  void (*forward)(double* out, const Strided* in, std::size_t count) = nullptr;
  void (*contribution)(std::size_t operand, double* result, Strided cotangent, const Strided* in, Strided out,
                       std::size_t count) = nullptr;
  /// Zero where the op has a kink; null for smooth ops.
  double (*kink)(const double* in) = nullptr;
  /// Elementwise: the expression carrier; of example reductions, whose operands here are (total, examples), too.
  Expr (*value_expression)(const Expr* in, Form form) = nullptr;
  Expr (*partial_expression)(std::size_t operand, const Expr* in, const Expr& out, Form form) = nullptr;
  /// value(−x) in terms of value(x), for the simplifier; null if there is no such identity.
  Expr (*reflection)(const Expr& out) = nullptr;

  /// Example reductions: what the op makes of a shared operand.
  Expr (*of_shared)(const Expr& shared, const Expr& examples) = nullptr;

  /// Structural.
  Shape (*shape)(std::span<const Shape> in, const Attributes& attributes) = nullptr;
  /// For a sum: the result's shape with extents 1 where axes are summed up.
  Shape (*kept_shape)(const Shape& in, const Attributes& attributes) = nullptr;
  void (*kernel)(const StructuralCall& call) = nullptr;
  Expr (*vjp_expression)(std::size_t operand, const Expr& cotangent, std::span<const Expr> in, const Expr& out,
                         const Attributes& attributes) = nullptr;
  Expr (*jvp_expression)(std::size_t operand, const Expr& tangent, std::span<const Expr> in, const Expr& out,
                         const Attributes& attributes) = nullptr;
  Array (*vjp_array)(std::size_t operand, const Array& cotangent, std::span<const Array> in, const Array& out,
                     const Attributes& attributes) = nullptr;
  Array (*jvp_array)(std::size_t operand, const Array& tangent, std::span<const Array> in, const Array& out,
                     const Attributes& attributes) = nullptr;
  /// For an op that takes several scalars one after another: the result so far and the next one, put together.
  Expr (*fold_expression)(const Expr& so_far, const Expr& next) = nullptr;

  const StableRule* stable = nullptr;
  /// The form of a product, a quotient or a product of matrices where an operand is a cotangent behind gates, whose
  /// zeros let nothing through: see stopping_form.
  const OpInfo* stopping = nullptr;

  /// Whether it takes an instruction or two of a CPU: sums, products and quotients, no powers.
  bool is_arithmetic() const { return arithmetic != Arithmetic::none && arithmetic != Arithmetic::power; }
  bool differentiable(std::size_t operand) const { return operand >= 32 || (not_differentiable >> operand & 1U) == 0; }
  /// The symbol people see: σ for sigmoid.
  std::string_view shown() const { return symbol.empty() ? name : symbol; }
};

/// The partials of an op with N operands, for carriers and rules where computing all of them costs nothing extra.
template <class T, std::size_t N> using Partials = std::array<T, N>;

/// Partials given as functions, so that one that nobody wants is never evaluated.
template <class... Functions> constexpr std::tuple<Functions...> lazily(Functions... functions) {
  return {functions...};
}

}  // namespace chainrule
