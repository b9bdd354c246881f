// An op defined outside the library, in one struct, is used, derived, printed, stepped and exported like ours.
#include "../../ops/laws.hpp"

#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/engine/stepper/trace.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/json/json_reader.hpp>
#include <chainrule/graphs/json/json_writer.hpp>
#include <chainrule/graphs/text/text_reader.hpp>
#include <chainrule/graphs/text/text_writer.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

/// v = x·σ(βx)
struct Swish {
  static constexpr OpText<2> text{.name = "swish", .args = {"x", "beta"}, .domain = {{{-6, 6}, {0.5, 2}}}};
  template <class T> static T value(T x, T beta) { return x * sigmoid(beta * x); }
  template <class T> static Partials<T, 2> partials(T x, T beta, T v) {
    const T s = sigmoid(beta * x);
    return {s + beta * v * (T(1) - s), x * v * (T(1) - s)};
  }
};

double swish(double x, double beta) { return x / (1 + std::exp(-beta * x)); }

const std::array<const OpInfo*, 1> kMore{&info<Swish>};

/// The standard language with one more word.
const OpSet& language() {
  static const OpSet ops = standard_ops().with(kMore);
  return ops;
}

constexpr const char* kText = "param x = 0.75, beta = 1.5\ns = swish(x, beta)\nL = s^2\nloss L\n";

double value_of_loss(const Graph& graph) {
  Sweep sweep(graph);
  sweep.forward();
  return sweep.value(*graph.loss());
}

}  // namespace

TEST_CASE("a user's op passes the laws of the library") {
  const testing::Failure found = testing::elementwise_laws<Swish>();
  CHECK_MESSAGE(!found, found.value_or(""));
}

TEST_CASE("a user's op is differentiated like ours: backward, as graph, forward, and twice") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.75), beta = graph.parameter("beta", 1.5);
  const Expr s = named("s", apply<Swish>(x, beta));
  Gradient d = gradient(s);
  const Expr dx = d.of(x), dbeta = d.of(beta);
  const Expr dxx = gradient(dx).of(x);
  Sweep sweep(graph);
  sweep.forward();
  const double by_graph = sweep.value(dx), second = sweep.value(dxx), by_beta = sweep.value(dbeta);
  constexpr double h = 1e-4;
  CHECK(sweep.value(s) == doctest::Approx(swish(0.75, 1.5)).epsilon(1e-15));
  CHECK(by_graph == doctest::Approx((swish(0.75 + h, 1.5) - swish(0.75 - h, 1.5)) / (2 * h)).epsilon(1e-7));
  CHECK(by_beta == doctest::Approx((swish(0.75, 1.5 + h) - swish(0.75, 1.5 - h)) / (2 * h)).epsilon(1e-7));
  CHECK(second ==
        doctest::Approx((swish(0.75 + h, 1.5) - 2 * swish(0.75, 1.5) + swish(0.75 - h, 1.5)) / (h * h)).epsilon(1e-6));
  Tangents tangents(sweep, std::array{s});
  tangents.set(x, 1);
  tangents.forward();
  CHECK(tangents.of(s)[0] == doctest::Approx(by_graph).epsilon(1e-15));
  sweep.backward(s);
  CHECK(sweep.cotangent(x) == doctest::Approx(by_graph).epsilon(1e-15));
}

TEST_CASE("a user's op broadcasts over tensors") {
  Graph graph;
  const Expr x = graph.parameter("x", {2, 3}, std::vector<double>{1, 2, 3, 4, 5, 6});
  const Expr beta = graph.parameter("beta", {3}, std::vector<double>{0.5, 1, 2});
  const Expr total = sum(apply<Swish>(x, beta));
  Sweep sweep(graph);
  sweep.backward(total);
  double expected = 0;
  for (int i = 0; i < 6; ++i) expected += swish(i + 1, std::array{0.5, 1.0, 2.0}[i % 3]);
  CHECK(sweep.value(total) == doctest::Approx(expected).epsilon(1e-15));
  CHECK(sweep.cotangents(beta).size() == 3);
}

TEST_CASE("a user's op prints its formula and its partials") {
  const OpFormulas formulas = op_formulas(info<Swish>, Dialect::display);
  CHECK(formulas.value == "v = x*σ(beta*x)");
  REQUIRE(formulas.partials.size() == 2);
  CHECK(formulas.partials[0].starts_with("dv/dx = σ(beta*x) + "));
  Graph graph;
  const Expr s = apply<Swish>(graph.parameter("x", 1), graph.parameter("beta", 1));
  CHECK(formula(s) == "swish(x, beta)");
  CHECK(formula(s, Dialect::latex).find("swish") != std::string::npos);
}

TEST_CASE("a user's op is stepped through like ours") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.75), beta = graph.parameter("beta", 1.5);
  const Expr s = apply<Swish>(x, beta);
  Sweep sweep(graph);
  sweep.backward(s);
  const Trace trace(sweep);
  REQUIRE(trace.size() == 4);  // forward, seed, two contributions
  CHECK(trace[3].local == sweep.partial(s.id(), trace[3].operand));
  CHECK(trace[3].after == trace[3].contribution);
}

TEST_CASE("a graph with a user's op round-trips through text and JSON and is drawn") {
  Graph graph({.ops = &language()});
  read_text(graph, kText, "user.graph");
  const double loss = value_of_loss(graph);
  CHECK(loss == doctest::Approx(swish(0.75, 1.5) * swish(0.75, 1.5)).epsilon(1e-15));
  Graph from_text({.ops = &language()});
  read_text(from_text, write_text(graph), "again.graph");
  CHECK(value_of_loss(from_text) == loss);
  Graph from_json({.ops = &language()});
  read_json(from_json, write_json(graph), "again.json");
  CHECK(value_of_loss(from_json) == loss);
  CHECK(write_dot(graph, {.style = DotStyle::ops}).find("swish") != std::string::npos);
}

TEST_CASE("without the user's language the op's name is unknown") {
  Graph graph;
  CHECK_THROWS_WITH_AS(read_text(graph, kText, "user.graph"), doctest::Contains("swish"), InputError);
}
