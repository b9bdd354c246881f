#include <chainrule/engine/base/error.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/explain/derivation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

using namespace chainrule;

namespace {

/// A graph, swept, and its derivations.
struct Explained {
  Graph graph;
  std::unique_ptr<Sweep> sweep;
  std::unique_ptr<Derivations> derivations;

  void run(const Expr& loss, std::size_t examples = 1, DerivationOptions options = {}) {
    sweep = std::make_unique<Sweep>(graph, examples);
    sweep->backward(loss);
    derivations = std::make_unique<Derivations>(*sweep, options);
  }
  Derivation of(std::string_view name) { return derivations->of(graph.at(name).id()); }
};

struct ExplainedLecture : Explained {
  Lecture l = lecture(graph);
  ExplainedLecture() { run(l.L); }
};

}  // namespace

TEST_CASE("the lecture's cotangents come in the order of the chain rule") {
  ExplainedLecture e;
  std::string names;
  for (const NodeId node : e.derivations->nodes()) names += std::string(e.derivations->labels()[node]) + " ";
  CHECK(names == "L a z w1 w2 b ");
}

TEST_CASE("dz is da times da/dz, in symbols and numbers") {
  ExplainedLecture e;
  const Derivation dz = e.of("z");
  CHECK(dz.cotangent.text == "dz");
  CHECK(dz.full.text == "dL/dz");
  CHECK(dz.full.latex == "\\frac{dL}{dz}");
  CHECK(dz.numbers == std::vector{e.sweep->cotangent(e.l.z)});
  REQUIRE(dz.shares.size() == 1);
  const Share& share = dz.shares[0];
  CHECK(share.upstream.text == "da");
  CHECK(share.edge.text == "da/dz");
  CHECK(share.partial.text == "a(1 - a)");
  CHECK(share.substituted.text == "0.524979*(1 - 0.524979)");
  CHECK(share.arriving[0] * share.local[0] == dz.numbers[0]);
  CHECK(share.adds == dz.numbers);
  CHECK(!share.is_summed);
}

TEST_CASE("the algebra leads from what the chain rule wrote to a - y, each rewriting named, both numbers equal") {
  ExplainedLecture e;
  const Derivation dz = e.of("z");
  REQUIRE(dz.working);
  CHECK(dz.working->start.text == "(-y/a + (1 - y)/(1 - a))*a(1 - a)");
  REQUIRE(dz.working->steps.size() == 2);
  CHECK(dz.working->steps[0].kind == RewritingKind::common_denominator);
  CHECK(dz.working->steps[0].whole.text == "(a - y)/(a(1 - a))*a(1 - a)");
  CHECK(dz.working->steps[1].kind == RewritingKind::cancel);
  CHECK(dz.working->steps[1].subject.text == "a(1 - a)");
  CHECK(dz.working->steps[1].whole.text == "a - y");
  CHECK(dz.working->result.text == "a - y");
  CHECK(dz.working->substituted.text == "0.524979 - 1");
  CHECK(dz.working->value == doctest::Approx(dz.numbers[0]).epsilon(1e-15));
  CHECK(dz.working->agrees);
  REQUIRE(dz.working->nonzero.size() == 2);
  CHECK(dz.working->nonzero[0].text == "a");
  CHECK(dz.working->nonzero[1].text == "1 - a");
}

TEST_CASE("the short recipe: dw1 = x1*dz, db = dz") {
  ExplainedLecture e;
  CHECK(e.of("w1").recipe.text == "x1*dz");
  CHECK(e.of("w2").recipe.text == "x2*dz");
  CHECK(e.of("w2").recipe_substituted.text == "2*(-0.475021)");
  CHECK(e.of("b").recipe.text == "dz");
}

TEST_CASE("where a value fans out, every path is listed and their products add up") {
  Explained e;
  const Expr x = e.graph.parameter("x", 2.0);
  const Expr u = named("u", square(x)), v = named("v", exp(x));
  const Expr L = named("L", u * v + x);
  e.run(L);
  const Derivation dx = e.of("x");
  CHECK(dx.path_count == 3);
  REQUIRE(dx.paths.size() == 3);
  double sum = 0;
  for (const PathProduct& path : dx.paths) {
    REQUIRE(path.product);
    CHECK(path.nodes.front() == L.id());
    CHECK(path.nodes.back() == x.id());
    sum += *path.product;
  }
  CHECK(sum == doctest::Approx(dx.numbers[0]).epsilon(1e-14));
  double shares = 0;
  for (const Share& share : dx.shares) shares += share.adds[0];
  CHECK(shares == doctest::Approx(dx.numbers[0]).epsilon(1e-14));
}

TEST_CASE("2^100 paths are counted, not walked, and only the stated number is listed") {
  Explained e;
  Expr x = e.graph.parameter("x", 1.0);
  const Expr start = x;
  for (int i = 0; i < 100; ++i) x = named("n" + std::to_string(i), x * 0.5 + exp(x * 0.0) * x * 0.5);
  e.run(x, 1, {.example = 0, .most_paths = 5});
  const Derivation dx = e.derivations->of(start.id());
  CHECK(dx.paths.size() <= 5);
  Explained doubled;
  Graph& g = doubled.graph;
  Expr y = g.parameter("y", 1.0);
  const Expr first = y;
  for (int i = 0; i < 100; ++i) y = named("m" + std::to_string(i), named("a" + std::to_string(i), sin(y)) + cos(y));
  doubled.run(y, 1, {.example = 0, .most_paths = 5});
  const Derivation dy = doubled.derivations->of(first.id());
  CHECK(dy.path_count == std::ldexp(1.0, 100));
  CHECK(dy.paths.size() == 5);
}

TEST_CASE("over many examples dJ/dz is (a - y)/m, and what the examples share is summed") {
  Explained e;
  const LectureOfMany l = lecture_m(e.graph);
  e.sweep = std::make_unique<Sweep>(e.graph, 2);
  const std::vector<double> x1{1, 0.5}, y{1, 0};
  e.sweep->bind(l.one.x1, x1);
  e.sweep->bind(l.one.y, y);
  e.sweep->backward(l.J);
  e.derivations = std::make_unique<Derivations>(*e.sweep, DerivationOptions{.example = 1});
  const Derivation dz = e.of("z");
  REQUIRE(dz.working);
  CHECK(dz.working->result.text == "(a - y)/m");
  CHECK(dz.numbers == std::vector{e.sweep->cotangents(l.one.z)[1]});
  CHECK(dz.working->value == doctest::Approx(dz.numbers[0]).epsilon(1e-14));
  const Derivation dw1 = e.of("w1");
  REQUIRE(dw1.shares.size() == 1);
  CHECK(dw1.shares[0].is_summed);
  CHECK(dw1.numbers == std::vector{e.sweep->cotangent(l.one.w1)});
  const Derivation dL = e.of("L");
  CHECK(dL.shares[0].partial.text == "1/m");
  CHECK(dL.shares[0].local == std::vector{0.5});
}

TEST_CASE("tensors show what each consumer passes back, whole") {
  Explained e;
  const double numbers[] = {1, 2, 3, 4, 5, 6}, ones[] = {1, 1, 1};
  const Expr W = e.graph.parameter("W", Shape{2, 3}, numbers);
  const Expr x = e.graph.input("x", Shape{3}, ones);
  const Expr z = named("z", matmul(W, x));
  const Expr L = named("L", sum(square(z)));
  e.run(L);
  const Derivation dW = e.of("W");
  REQUIRE(dW.shares.size() == 1);
  CHECK(dW.shares[0].edge.empty());
  CHECK(dW.shares[0].adds == dW.numbers);
  CHECK(dW.numbers.size() == 6);
  CHECK(!dW.working);
}

TEST_CASE("a node without a cotangent, and a loss without parameters, cannot be explained") {
  ExplainedLecture e;
  CHECK_THROWS_AS(e.of("x1"), NoGradient);
  Explained constant;
  const Expr x = constant.graph.input("x", 2.0);
  CHECK_THROWS_AS(constant.run(named("L", square(x))), NoGradient);
}
