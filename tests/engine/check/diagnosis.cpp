#include <chainrule/engine/base/error.hpp>
#include <chainrule/engine/check/diagnosis.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace chainrule;

namespace {

Diagnosis diagnosis_of(const Graph& graph, const Expr& loss, std::size_t examples = 1) {
  Sweep sweep(graph, examples);
  sweep.backward(loss);
  return diagnose(sweep);
}

std::optional<Finding> find(const Diagnosis& diagnosis, Fault fault) {
  const auto found = std::ranges::find(diagnosis.findings, fault, &Finding::fault);
  if (found == diagnosis.findings.end()) return std::nullopt;
  return *found;
}

}  // namespace

TEST_CASE("the lecture is healthy, alone and over examples") {
  Graph one, many;
  CHECK(diagnosis_of(one, lecture(one).L).findings.empty());
  CHECK(diagnosis_of(many, lecture_m(many).J).findings.empty());
}

TEST_CASE("the first op whose value is not finite is blamed, not those behind it") {
  Graph g;
  const Expr x = g.parameter("x", 1.0);
  const Expr inner = sqrt(x - 2);
  const Expr L = sqrt(inner);
  const auto finding = find(diagnosis_of(g, L), Fault::value_not_finite);
  REQUIRE(finding);
  CHECK(finding->node == inner.id());
  CHECK(std::isnan(finding->value));
  CHECK(finding->inputs == std::vector<std::optional<double>>{-1.0});
  CHECK(finding->path == std::vector<NodeId>{L.id(), inner.id()});
  CHECK(!find(diagnosis_of(g, L), Fault::cotangent_not_finite));
}

TEST_CASE("log(-x) at 1 is blamed on the logarithm") {
  Graph g;
  const Expr L = log(-g.parameter("x", 1.0));
  const auto finding = find(diagnosis_of(g, L), Fault::value_not_finite);
  REQUIRE(finding);
  CHECK(finding->node == L.id());
}

TEST_CASE("a leaf that was given no finite number is blamed itself") {
  Graph g;
  const Expr x = g.parameter("x", INFINITY);
  const auto finding = find(diagnosis_of(g, sigmoid(x) - 1), Fault::value_not_finite);
  REQUIRE(finding);
  CHECK(finding->node == x.id());
}

TEST_CASE("a slope that is infinite where all values are finite is found on the way back") {
  Graph g;
  const Expr x = g.parameter("x", 3.0);
  const Expr inside = (x - 3) * 2;
  const Expr root = sqrt(inside);
  const Expr L = root * 5;
  const Diagnosis diagnosis = diagnosis_of(g, L);
  CHECK(!find(diagnosis, Fault::value_not_finite));
  const auto finding = find(diagnosis, Fault::cotangent_not_finite);
  REQUIRE(finding);
  CHECK(finding->node == root.id());
  CHECK(finding->operand == 0);
  CHECK(std::isinf(finding->value));
  CHECK(finding->upstream == 5.0);
  CHECK(std::isinf(*finding->local));
  CHECK(finding->path == std::vector<NodeId>{L.id(), root.id(), inside.id()});
}

TEST_CASE("the textbook chain at z = 40, y = 0 breaks at the edge from the loss to a") {
  Graph g;
  const Lecture l = lecture(g);
  Sweep sweep(g);
  sweep.set(l.b, 40);
  sweep.set(l.y, 0);
  sweep.backward(l.L);
  const Diagnosis diagnosis = diagnose(sweep);
  CHECK(find(diagnosis, Fault::value_not_finite)->node == l.L.id());
  const auto edge = find(diagnosis, Fault::cotangent_not_finite);
  REQUIRE(edge);
  CHECK(edge->node == l.L.id());
  CHECK(edge->path == std::vector<NodeId>{l.L.id(), l.a.id()});
  CHECK(find(diagnosis, Fault::saturated)->node == l.a.id());
}

TEST_CASE("the example and the element are named where one of many is not finite") {
  Graph g;
  const Expr x = g.input("x", Shape{3}), w = g.parameter("w", 1.0);
  const Expr logs = log(x * w);
  const Expr J = mean_over_examples(sum(logs));
  Sweep sweep(g, 2);
  const std::vector<double> rows{1, 2, 3, 4, -5, 6};
  sweep.bind(x, rows);
  sweep.backward(J);
  const auto finding = find(diagnose(sweep), Fault::value_not_finite);
  REQUIRE(finding);
  CHECK(finding->node == logs.id());
  CHECK(finding->example == 1);
  CHECK(finding->element == 1);
  CHECK(finding->count == 1);
  CHECK(finding->total == 6);
  CHECK(finding->inputs == std::vector<std::optional<double>>{-5.0});
}

TEST_CASE("flat functions are found by what they declare: sigmoid, tanh and erf far from 0") {
  for (const auto& make : {+[](const Expr& x) { return sigmoid(x); }, +[](const Expr& x) { return tanh(x); },
                           +[](const Expr& x) { return erf(x); }}) {
    Graph g;
    const Expr flat = make(g.parameter("x", 30.0));
    const auto finding = find(diagnosis_of(g, square(flat)), Fault::saturated);
    REQUIRE(finding);
    CHECK(finding->node == flat.id());
    CHECK(std::abs(*finding->local) < 1e-6);
    Graph steep;
    CHECK(diagnosis_of(steep, square(make(steep.parameter("x", 0.5)))).findings.empty());
  }
}

TEST_CASE("a relu is dead when it is closed for every element and example, not for some") {
  const auto finding_at = [](double first, double second) {
    Graph g;
    const double numbers[] = {first, second};
    const Expr w = g.parameter("w", Shape{2}, numbers);
    return find(diagnosis_of(g, sum(relu(w))), Fault::closed);
  };
  CHECK(finding_at(-1, -2));
  CHECK(!finding_at(-1, 2));
}

TEST_CASE("a long row of sigmoids lets the gradient vanish, a long row of factors makes it explode") {
  Graph g;
  const Expr w = g.parameter("w", 0.3);
  Expr x = w;
  for (int i = 0; i < 30; ++i) x = sigmoid(x);
  const auto vanishing = find(diagnosis_of(g, square(x)), Fault::vanishing);
  REQUIRE(vanishing);
  CHECK(vanishing->value < 1e-8);
  CHECK(vanishing->path.size() > 10);
  CHECK(vanishing->count == 1);

  Graph h;
  Expr y = h.parameter("w", 0.3);
  for (int i = 0; i < 30; ++i) y = y * 10;
  const Diagnosis diagnosis = diagnosis_of(h, y);
  CHECK(find(diagnosis, Fault::exploding));
  CHECK(!find(diagnosis, Fault::vanishing));
}

TEST_CASE("a gradient that is small because the loss is at its lowest does not vanish") {
  Graph g;
  const Expr x = g.parameter("x", 3.0 + 1e-12);
  CHECK(diagnosis_of(g, square(x * 2 - 6)).findings.empty());
  Graph h;
  const Lecture l = lecture(h);
  Sweep sweep(h);
  for (const double b : {-25.0, -12.0, 12.0}) {
    sweep.set(l.b, b);
    sweep.backward(l.L);
    const Diagnosis diagnosis = diagnose(sweep);
    CHECK(!find(diagnosis, Fault::vanishing));
    CHECK(!find(diagnosis, Fault::exploding));
  }
}

TEST_CASE("leaves without a path to the loss are found, and parameters that no gradient reaches") {
  Graph g;
  const Expr x = g.parameter("x", 1.0), y = g.parameter("y", 1.0);
  g.parameter("idle", 1.0);
  g.input("unread", 1.0);
  const Diagnosis diagnosis = diagnosis_of(g, square(x) + stop_gradient(y));
  REQUIRE(diagnosis.findings.size() == 3);
  for (const Finding& finding : diagnosis.findings) {
    CHECK(finding.fault == Fault::unused);
    CHECK(finding.passes_no_gradient == (finding.node == y.id()));
  }
}

TEST_CASE("a diagnosis without a backward pass is an error") {
  Graph g;
  named("L", square(g.parameter("x", 1.0)));
  CHECK_THROWS_AS(diagnose(Sweep(g)), NoGradient);
}

TEST_CASE("a million nodes are examined in one pass, and findings stay few") {
  Graph g({.intern = false});
  const Expr w = g.parameter("w", 20.0);
  Expr x = w;
  for (int i = 0; i < 500'000; ++i) x = sigmoid(x * 0.0 + 20);
  const Diagnosis diagnosis = diagnosis_of(g, x);
  CHECK(std::ranges::count(diagnosis.findings, Fault::saturated, &Finding::fault) == 20);
  CHECK(diagnosis.left_out > 400'000);
  for (const Finding& finding : diagnosis.findings) CHECK(finding.path.size() <= 40);
}
