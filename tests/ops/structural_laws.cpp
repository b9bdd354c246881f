#include "structural_laws.hpp"

#include <doctest/doctest.h>

namespace chainrule {
namespace {

using testing::Case;
using testing::Cases;
using testing::Failure;
using testing::Random;

/// Holds every structural op of the list to a law.
void hold_all_to(Failure (*law)(const OpInfo&, const Cases&)) {
  for (const OpInfo* op : kStandardOps) {
    if (op->kind != OpKind::structural) continue;
    const Failure found = law(*op, [&](Random& random) { return testing::random_case(op->name, random); });
    CHECK_MESSAGE(!found, found.value_or(""));
  }
}

TEST_CASE("<vjp, u> = <v, jvp> for every structural op on random shapes") {
  hold_all_to(testing::vjp_is_adjoint_to_jvp);
}

TEST_CASE("jvps agree with central differences of the kernel") { hold_all_to(testing::jvp_is_the_derivative); }

TEST_CASE("vjps and jvps drawn as graphs give the same bits") { hold_all_to(testing::drawn_rules_have_the_same_bits); }

TEST_CASE("vjps and jvps have derivatives of their own") { hold_all_to(testing::rules_have_derivatives); }

TEST_CASE("a NaN among the operands reaches the value") { hold_all_to(testing::kernels_keep_nan); }

}  // namespace
}  // namespace chainrule
