#include <chainrule/engine/check/gradient_check.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace chainrule;

namespace {

/// A product whose second partial lies.
struct Wrong {
  static constexpr OpText<2> text{.name = "wrong", .args = {"p", "q"}};
  template <class T> static T value(T p, T q) { return p * q; }
  template <class T> static Partials<T, 2> partials(T p, T q, T) { return {q, p + T(1e-3)}; }
};

std::vector<GradientCheck> checks(Graph& graph, const Expr& loss, std::size_t examples = 1) {
  Sweep sweep(graph, examples);
  sweep.forward();
  std::vector<Expr> parameters;
  for (const NodeId id : graph.leaves(Role::parameter)) parameters.push_back(graph.expr(id));
  return check_gradients(sweep, loss, parameters);
}

}  // namespace

TEST_CASE("the lecture's gradients pass the check") {
  Graph graph;
  const Lecture l = lecture(graph);
  const std::vector<GradientCheck> found = checks(graph, l.L);
  REQUIRE(found.size() == 3);
  for (const GradientCheck& check : found) {
    CHECK(check.verdict == Verdict::ok);
    CHECK(check.error < 1e-9);
    CHECK(check.analytic == doctest::Approx(check.numeric).epsilon(1e-9));
  }
}

TEST_CASE("a wrong partial fails the check, and the op and edge to blame are named") {
  Graph graph;
  const Expr a = graph.parameter("a", 2), b = graph.parameter("b", 3);
  const Expr product = apply<Wrong>(sin(a), exp(b));
  const std::vector<GradientCheck> found = checks(graph, square(product));
  REQUIRE(found.size() == 2);
  CHECK(found[0].verdict == Verdict::ok);
  REQUIRE(found[1].verdict == Verdict::fails);
  REQUIRE(found[1].blame);
  CHECK(found[1].blame->node == product.id());
  CHECK(found[1].blame->operand == 1);
}

TEST_CASE("a kink at the point is inconclusive, and named") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.0);
  const Expr corner = abs(x);
  const std::vector<GradientCheck> found = checks(graph, corner + x);
  CHECK(found[0].verdict == Verdict::inconclusive);
  CHECK(found[0].doubt == Doubt::kink);
  CHECK(found[0].at == corner.id());
}

TEST_CASE("where the loss is no number, the check is inconclusive, though the partials are finite") {
  Graph graph;
  const Expr x = graph.parameter("x", -1);
  const std::vector<GradientCheck> found = checks(graph, log(x));
  CHECK(found[0].analytic == -1);
  CHECK(found[0].verdict == Verdict::inconclusive);
  CHECK(found[0].doubt == Doubt::not_finite);
}

TEST_CASE("a kink beside the point does not spoil the check") {
  Graph graph;
  const Expr x = graph.parameter("x", 1e-4);
  const std::vector<GradientCheck> found = checks(graph, abs(x) * 3 + relu(x));
  CHECK(found[0].verdict == Verdict::ok);
  CHECK(found[0].analytic == 4);
}

TEST_CASE("tensors are checked number by number, and each example by itself") {
  Graph graph;
  const Expr w = graph.parameter("w", {2, 2}, std::vector<double>{0.1, -0.2, 0.3, 0.4});
  const Expr loss = sum(softmax(w) * exp(w));
  const std::vector<GradientCheck> found = checks(graph, loss);
  CHECK(found[0].verdict == Verdict::ok);
  CHECK(found[0].checked == 4);
  CHECK(found[0].elements == 4);
}

TEST_CASE("what stop_gradient leaves out is said, not blamed") {
  Graph graph;
  const Expr x = graph.parameter("x", 2);
  const std::vector<GradientCheck> found = checks(graph, x * stop_gradient(x));
  CHECK(found[0].verdict == Verdict::inconclusive);
  CHECK(found[0].doubt == Doubt::not_differentiable);
}
