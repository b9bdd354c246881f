#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/engine/graph/define.hpp>
#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace chainrule;

TEST_CASE("equal expressions are one node, unless the graph is built in bulk") {
  Graph interning;
  const Expr x = interning.parameter("x", 1);
  CHECK((x * x + 1).same_as(x * x + 1));
  CHECK(interning.constant(2).same_as(interning.constant(2)));
  CHECK_FALSE(interning.constant(0.0).same_as(interning.constant(-0.0)));

  Graph bulk({.intern = false});
  const Expr y = bulk.parameter("y", 1);
  CHECK_FALSE((y * y).same_as(y * y));
}

TEST_CASE("two leaves of equal value are two nodes") {
  Graph graph;
  CHECK_FALSE(graph.parameter("a", 1).same_as(graph.parameter("b", 1)));
}

TEST_CASE("a node may have several names, a name only one node") {
  Graph graph;
  const Expr x = graph.parameter("x", 1);
  graph.name(x, "also x");
  CHECK(graph.at("also x").same_as(x));
  CHECK(graph.name_of(x.id()) == "x");
  graph.name(x, "x");  // again the same: no clash
  CHECK_THROWS_AS(named("x", x + 1), GraphError);
  CHECK_THROWS_AS(graph.input("x"), GraphError);
  CHECK_THROWS_AS(graph.name(x, ""), GraphError);
  CHECK_THROWS_AS(graph.at("y"), GraphError);
}

TEST_CASE("names may be anything but empty") {
  Graph graph;
  for (const std::string& name :
       {std::string("\"<>&|{}\\"), std::string("a\nb"), std::string("вага"), std::string(1 << 20, 'n')})
    CHECK(graph.name_of(graph.parameter(name, 1).id()) == name);
}

TEST_CASE("operands of another graph, or too many, are refused") {
  Graph one;
  Graph other;
  const Expr x = one.parameter("x", 1);
  const Expr y = other.parameter("y", 1);
  CHECK_THROWS_AS(x + y, GraphError);
  const Expr three[] = {x, x, x};
  CHECK_THROWS_AS(one.apply(standard_info<Add>(), three), GraphError);
}

TEST_CASE("an input makes what it reaches per example, up to a reduction over the examples") {
  Graph graph;
  const Expr x = graph.input("x", 1);
  const Expr w = graph.parameter("w", 1);
  CHECK((w * x).per_example());
  CHECK_FALSE((w * 2).per_example());
  CHECK_FALSE(mean_over_examples(w * x).per_example());
  CHECK((mean_over_examples(w * x) * x).per_example());
}

TEST_CASE("a shape error names the op, the nodes and both shapes") {
  Graph graph;
  const Expr a = graph.parameter("left", Shape{2, 3});
  const Expr b = graph.parameter("right", Shape{4});
  try {
    a + b;
    FAIL("shapes [2, 3] and [4] went together");
  } catch (const ShapeError& error) {
    const std::string text = error.what();
    for (const char* part : {"add", "left", "right", "[2, 3]", "[4]"}) CHECK(text.find(part) != std::string::npos);
  }
}

namespace {

/// v = a ∘ b, an op that the library does not have
struct Blend {
  static constexpr OpText<2> text{.name = "blend", .args = {"a", "b"}};
  template <class T> static T value(T a, T b) { return a * a + T(3) * b; }
  template <class T> static auto partials(T a, T, T) {
    return lazily([=] { return T(2) * a; }, [=] { return T(3); });
  }
};

OpSet only_blend() {
  OpSet set;
  set.ops = {&info<Blend>};
  set.loops = standard_ops().loops;
  return set;
}

}  // namespace

TEST_CASE("a graph may speak a language of its own, with none of the library's ops") {
  const OpSet language = only_blend();
  Graph graph({.ops = &language});
  const Expr a = graph.parameter("a", 2);
  const Expr b = graph.parameter("b", 5);
  const Expr v = chainrule::apply<Blend>(a, b);
  CHECK(graph.op(v.id()).name == "blend");
  CHECK_THROWS_AS(a + b, GraphError);
}
