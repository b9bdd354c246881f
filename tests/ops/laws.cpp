#include "laws.hpp"

#include <doctest/doctest.h>

namespace chainrule {
namespace {

using testing::Failure;

template <class Op> constexpr bool kElementwise = !requires { Op::kStructural; }
&&!requires { Op::kExampleReduction; };

/// Holds every elementwise op of the list to a law.
template <class Law> void hold_all_to(Law law) {
  StandardOps::for_each([&]<class Op>() {
    if constexpr (kElementwise<Op>) {
      const Failure found = law.template operator()<Op>();
      CHECK_MESSAGE(!found, found.value_or(""));
    }
  });
}

TEST_CASE("partials agree with central differences of the value") {
  hold_all_to([]<class Op>() { return testing::partials_are_derivatives<Op>(); });
}

TEST_CASE("where slopes differ left and right, the op declares a kink") {
  hold_all_to([]<class Op>() { return testing::kinks_are_declared<Op>(); });
}

TEST_CASE("rules run on dual numbers have the partials as tangents") {
  hold_all_to([]<class Op>() { return testing::duals_have_the_partials<Op>(); });
}

TEST_CASE("rules run on expressions give the same bits, at the edges too") {
  hold_all_to([]<class Op>() { return testing::expressions_have_the_same_bits<Op>(); });
}

TEST_CASE("what a book prints is what is computed") {
  hold_all_to([]<class Op>() { return testing::textbook_is_what_is_computed<Op>(); });
}

TEST_CASE("derivatives of the partial expressions agree with differences of the partials") {
  hold_all_to([]<class Op>() { return testing::second_order_is_right<Op>(); });
}

TEST_CASE("Hessians are symmetric, at the points that guards are made for too") {
  hold_all_to([]<class Op>() { return testing::hessian_is_symmetric<Op>(); });
}

TEST_CASE("reflection identities hold") {
  hold_all_to([]<class Op>() { return testing::reflection_holds<Op>(); });
}

TEST_CASE("commutative ops give the same bits with operands swapped") {
  hold_all_to([]<class Op>() { return testing::commutes_as_declared<Op>(); });
}

TEST_CASE("NaN is never lost, neither in values nor in partials") {
  hold_all_to([]<class Op>() { return testing::nan_is_not_lost<Op>(); });
}

TEST_CASE("kernels over many elements run the rule") {
  hold_all_to([]<class Op>() { return testing::own_kernels_run_the_rule<Op>(); });
}

}  // namespace
}  // namespace chainrule
