#include <chainrule/engine/graph/labels.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace chainrule {
namespace {

TEST_CASE("a node is labelled by its first name, a constant by its number") {
  Graph graph;
  const Expr x = graph.input("x");
  const Expr half = graph.constant(0.5);
  const Expr y = named("y", x * half);
  named("also y", y);
  const Labels labels(graph);
  CHECK(labels[x.id()] == "x");
  CHECK(labels[half.id()] == "0.5");
  CHECK(labels[y.id()] == "y");
}

TEST_CASE("unnamed nodes are counted in canonical order, skipping names that are taken") {
  Graph graph;
  const Expr x = graph.input("x");
  const Expr second = graph.anonymous_parameter(2);
  const Expr first = graph.anonymous_parameter(1);
  const Expr a = first * x;
  const Expr b = second * x;
  named("t2", x + 1);
  named("p1", exp(x));
  named("z", a + b + x);
  const Labels labels(graph);
  CHECK(labels[first.id()] == "p2");
  CHECK(labels[second.id()] == "p3");
  CHECK(labels[a.id()] == "t1");
  CHECK(labels[b.id()] == "t3");
  CHECK(labels[(a + b).id()] == "t4");
}

TEST_CASE("m is labelled examples unless a node has that name") {
  Graph graph;
  const Expr m = graph.examples();
  CHECK(Labels(graph)[m.id()] == "examples");
  graph.input("examples");
  CHECK(Labels(graph)[m.id()] == "m1");
}

TEST_CASE("a constant tensor is counted, for its numbers would be no label") {
  Graph graph;
  const std::array<double, 2> values{1, 2};
  const Expr c = graph.constant({2}, values);
  CHECK(Labels(graph)[c.id()] == "c1");
}

TEST_CASE("a label finds its node, and so does every name") {
  Graph graph;
  const Expr x = graph.input("x");
  const Expr y = named("y", exp(-(x + 1)));
  named("other", y);
  named("t2", log(x));
  const Expr m = graph.examples();
  const Labels labels(graph);
  for (const NodeId id : labels.order()) CHECK(labels.find(labels[id]) == id);
  CHECK(labels.find("other") == y.id());
  CHECK(labels.find("examples") == m.id());
  CHECK(labels.find("1").has_value());
  for (const char* unknown : {"", "t", "t0", "t01", "t9", "t99999999999999999999", "t1 ", "p1", "2", "z", "-"})
    CHECK_FALSE(labels.find(unknown).has_value());
}

TEST_CASE("labels do not know nodes that are newer") {
  Graph graph;
  const Expr x = graph.input("x");
  const Labels labels(graph);
  const Expr y = named("y", exp(x));
  CHECK_THROWS_AS(labels[y.id()], GraphError);
  CHECK_FALSE(labels.find("y").has_value());
}

TEST_CASE("labels may be moved") {
  Graph graph;
  const Expr t = -graph.input("x");
  Labels labels(graph);
  const Labels moved = std::move(labels);
  CHECK(moved[t.id()] == "t1");
}

TEST_CASE("the cotangent of z is dz, but d(L)/d(z) where another node is called dz") {
  Graph graph;
  const Expr z = graph.input("z");
  const Expr a = named("a", exp(z));
  const Expr L = named("L", a * a);
  CHECK(cotangent_label(Labels(graph), z.id(), L.id()) == "dz");
  named("da", a);  // its own name does not clash
  CHECK(cotangent_label(Labels(graph), a.id(), L.id()) == "da");
  named("dz", exp(a));
  CHECK(cotangent_label(Labels(graph), z.id(), L.id()) == "d(L)/d(z)");
  CHECK(cotangent_label(Labels(graph), z.id()) == "d/d(z)");
}

TEST_CASE("a partial is da/dz, with parentheses where a name is not a word") {
  Graph graph;
  const Expr z = graph.input("z");
  const Expr a = named("a", exp(z));
  const Expr odd = named("my loss", exp(a));
  const Labels labels(graph);
  CHECK(partial_label(labels, a.id(), z.id()) == "da/dz");
  CHECK(partial_label(labels, odd.id(), a.id()) == "d(my loss)/da");
}

TEST_CASE("a million unnamed nodes are labelled and found") {
  Graph graph({.intern = false});
  Expr x = graph.input("x");
  for (int i = 0; i < 1000000; ++i) x = exp(x);
  const Labels labels(graph);
  CHECK(labels[x.id()] == "t1000000");
  std::size_t found = 0;
  for (const NodeId id : labels.order()) found += labels.find(labels[id]) == id ? 1 : 0;
  CHECK(found == graph.size());
  CHECK(cotangent_label(labels, x.id()) == "dt1000000");
}

}  // namespace
}  // namespace chainrule
