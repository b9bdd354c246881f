// Tests the testers: ops with one planted error each, which the law in charge must find.
#include "laws.hpp"
#include "structural_laws.hpp"

#include <doctest/doctest.h>

namespace chainrule {
namespace {

using testing::Failure;
using testing::Random;

/// v = x sin x, an op as a user writes one: all laws hold.
struct Sound {
  static constexpr OpText<1> text{.name = "sound", .args = {"x"}};
  template <class T> static T value(T x) { return x * sin(x); }
  template <class T> static Partials<T, 1> partials(T x, T) { return {sin(x) + x * cos(x)}; }
};

struct WrongPartial : Sound {
  template <class T> static Partials<T, 1> partials(T x, T) { return {sin(x) - x * cos(x)}; }
};

struct WrongTextbookValue : Sound {
  template <class T> static T textbook_value(T x) { return x * cos(x); }
};

struct WrongTextbookPartial : Sound {
  template <class T> static Partials<T, 1> textbook_partials(T x, T) { return {sin(x)}; }
};

struct WrongReflection : Sound {
  template <class T> static T reflected(T v) { return -v; }
};

/// A partial whose own derivative stops short.
struct WrongSecondOrder : Sound {
  template <class T> static Partials<T, 1> partials(T x, T) { return {stop_gradient(sin(x)) + x * cos(x)}; }
};

/// A rule that says one thing to numbers and another to expressions.
struct WrongExpression : Sound {
  template <class T> static T value(T x) {
    if constexpr (std::same_as<T, Expr>)
      return sin(x) * (x + T(1e-16));
    else
      return x * sin(x);
  }
};

/// A value that dual numbers see otherwise than the partials do.
struct WrongDual : Sound {
  template <class T> static T value(T x) { return x * stop_gradient(sin(x)); }
};

struct UndeclaredKink {
  static constexpr OpText<1> text{.name = "undeclared_kink", .args = {"x"}};
  template <class T> static T value(T x) { return abs(x); }
  template <class T> static Partials<T, 1> partials(T x, T) { return {sign(x)}; }
};

struct WrongKink : UndeclaredKink {
  template <class T> static T kink(T x) { return x - T(1); }
};

struct FalselyCommutative {
  static constexpr OpText<2> text{.name = "falsely_commutative", .args = {"a", "b"}, .commutative = true};
  template <class T> static T value(T a, T b) { return a - b; }
  template <class T> static Partials<T, 2> partials(T, T, T) { return {T(1), T(-1)}; }
};

/// max(x, 0) the other way round forgets NaN.
struct LosesNan {
  static constexpr OpText<1> text{.name = "loses_nan", .args = {"x"}, .gated = true};
  template <class T> static T value(T x) { return select(x > T(0), x, T(0)); }
  template <class T> static Partials<T, 1> partials(T x, T) { return {indicator<T>(x > T(0))}; }
};

/// NaN in the value, but a finite partial.
struct LosesNanInPartial : LosesNan {
  template <class T> static T value(T x) { return max(x, T(0)); }
};

/// x^y with a guard that has not the derivatives of the function: by x and then by y it gives 1 at y = 0.
struct WrongGuard {
  static constexpr OpText<2> text{.name = "wrong_guard", .args = {"x", "y"}, .domain = {{{0.1, 4}, {-3, 3}}}};
  template <class T> static T value(T x, T y) { return pow(x, y); }
  template <class T> static auto partials(T x, T y, T v) {
    return lazily([=] { return mul0(y, pow(x, y - indicator<T>(y != T(0)))); }, [=] { return mul0(v, log(x)); });
  }
};

template <class Op> void holds_all_laws() {
  const Failure found = testing::elementwise_laws<Op>();
  CHECK_MESSAGE(!found, found.value_or(""));
}

/// The law finds the error, and says which op it is.
void finds(const Failure& found, std::string_view op) {
  CHECK(found.has_value());
  CHECK_MESSAGE(found.value_or("").starts_with(op), found.value_or(""));
}

TEST_CASE("a sound op of the user's passes all laws") { holds_all_laws<Sound>(); }

TEST_CASE("each law finds the error planted for it") {
  finds(testing::partials_are_derivatives<WrongPartial>(), "sound at [");
  finds(testing::textbook_is_what_is_computed<WrongTextbookValue>(), "sound");
  finds(testing::textbook_is_what_is_computed<WrongTextbookPartial>(), "sound");
  finds(testing::reflection_holds<WrongReflection>(), "sound");
  finds(testing::second_order_is_right<WrongSecondOrder>(), "sound");
  finds(testing::hessian_is_symmetric<WrongGuard>(), "wrong_guard");
  finds(testing::expressions_have_the_same_bits<WrongExpression>(), "sound");
  finds(testing::duals_have_the_partials<WrongDual>(), "sound");
  finds(testing::kinks_are_declared<UndeclaredKink>(), "undeclared_kink");
  finds(testing::kinks_are_declared<WrongKink>(), "undeclared_kink");
  finds(testing::commutes_as_declared<FalselyCommutative>(), "falsely_commutative");
  finds(testing::nan_is_not_lost<LosesNan>(), "loses_nan");
  finds(testing::nan_is_not_lost<LosesNanInPartial>(), "loses_nan");
}

TEST_CASE("the kernels' law finds kernels that do not run the rule") {
  finds(testing::kernels_run_the_rule<WrongPartial>(testing::kernels<Sound>()), "sound");
}

/// v = Σ x², a structural op as a user writes one: all laws hold.
struct SoundNorm {
  static constexpr bool kStructural = true;
  static constexpr OpText<1> text{.name = "sound_norm", .args = {"x"}};
  static Shape shape(std::span<const Shape>, const Attributes&) { return {}; }
  static void kernel(const StructuralCall& call) {
    *call.out = 0;
    for (std::size_t i = 0; i < call.in[0].shape->size(); ++i) *call.out += call.in[0].data[i] * call.in[0].data[i];
  }
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return 2 * cotangent * in[0];
  }
  template <class X> static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes&) {
    return 2 * sum(in[0] * tangent);
  }
};

struct WrongVjp : SoundNorm {
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return 3 * cotangent * in[0];
  }
};

struct WrongVjpAndJvp : WrongVjp {
  template <class X> static X jvp(std::size_t, const X& tangent, std::span<const X> in, const X&, const Attributes&) {
    return 3 * sum(in[0] * tangent);
  }
};

struct WrongDrawing : SoundNorm {
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    if constexpr (std::same_as<X, Expr>)
      return 2 * cotangent * (in[0] + 1e-15);
    else
      return 2 * cotangent * in[0];
  }
};

struct WrongSecondDerivative : SoundNorm {
  template <class X> static X vjp(std::size_t, const X& cotangent, std::span<const X> in, const X&, const Attributes&) {
    return 2 * cotangent * stop_gradient(in[0]);
  }
};

struct KernelLosesNan : SoundNorm {
  static void kernel(const StructuralCall& call) {
    SoundNorm::kernel(call);
    *call.out = std::isnan(*call.out) ? 0 : *call.out;
  }
};

testing::Case any_tensor(Random& random) { return {{testing::shape_of(testing::random_extents(random, 0, 3))}}; }

TEST_CASE("a sound structural op of the user's passes all laws") {
  const Failure found = testing::structural_laws(info<SoundNorm>, any_tensor);
  CHECK_MESSAGE(!found, found.value_or(""));
}

TEST_CASE("each structural law finds the error planted for it") {
  finds(testing::vjp_is_adjoint_to_jvp(info<WrongVjp>, any_tensor), "sound_norm(");
  CHECK_FALSE(testing::vjp_is_adjoint_to_jvp(info<WrongVjpAndJvp>, any_tensor));
  finds(testing::jvp_is_the_derivative(info<WrongVjpAndJvp>, any_tensor), "sound_norm");
  finds(testing::drawn_rules_have_the_same_bits(info<WrongDrawing>, any_tensor), "sound_norm");
  finds(testing::rules_have_derivatives(info<WrongSecondDerivative>, any_tensor), "sound_norm");
  finds(testing::kernels_keep_nan(info<KernelLosesNan>, any_tensor), "sound_norm");
}

}  // namespace
}  // namespace chainrule
