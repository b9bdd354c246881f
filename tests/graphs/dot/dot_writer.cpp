#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/dot/render.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "picture.hpp"

using namespace chainrule;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("the lecture is three boxes, and its leaves come in the order of the formulas") {
  Graph graph;
  lecture(graph);
  const Picture picture(write_dot(graph));
  CHECK(picture.labels() == Lines{"x1", "w1", "x2", "w2", "b", "z = w1x1 + w2x2 + b", "a = σ(z) = ŷ", "y", "L(a, y)"});
  CHECK(picture.edges.size() == 8);
  CHECK(picture.nodes[0].id == "n1");
  CHECK(picture.nodes[8].id == "n9");
  CHECK(picture.nodes[5].comment == "z");
}

TEST_CASE("in the style ops every multiply and add is a box of its own") {
  Graph graph;
  lecture(graph);
  const Picture picture(write_dot(graph, {.style = DotStyle::ops}));
  CHECK(picture.labels() == Lines{"x1", "w1", "t1 = w1x1", "x2", "w2", "t2 = w2x2", "t3 = t1 + t2", "b", "z = t3 + b",
                                  "a = σ(z) = ŷ", "y", "L(a, y)"});
}

TEST_CASE("the gradient graph is set apart and fed by forward values") {
  Graph graph;
  const Lecture l = lecture(graph);
  Gradient d = gradient(l.L);
  DotOptions options{.style = DotStyle::gradient, .short_forms = {{l.z, "a - y"}}};
  for (const Expr& node : {l.z, l.w1, l.w2, l.b}) options.gradient.emplace_back(node, d.of(node));
  const Picture picture(write_dot(graph, l.L, options));
  CHECK(picture.at("dw1").label == "dw1 = dz·x1");
  CHECK(picture.at("dz = db = ").label.ends_with("\n= a − y"));
  CHECK(picture.has_edge("x1", "dw1"));
  CHECK(picture.has_edge("dw2", "dz"));  // drawn from right to left, with the arrow's head at dw2
  for (const Picture::Node& node : picture.nodes) {
    const bool is_cotangent = node.label.starts_with('d') || node.label.starts_with('t');
    CHECK(node.in_gradient == is_cotangent);
    CHECK((node.style.find("dashed") != std::string::npos) == is_cotangent);
  }
}

TEST_CASE("borders and arrows mean the same without colours") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  for (const Picture& picture : {Picture(write_dot(graph, l.L)), Picture(write_dot(graph, l.L, with_numbers(sweep)))}) {
    CHECK(picture.at("x1").style == "rounded,filled");
    CHECK(picture.at("w1").style == "rounded,filled");
    CHECK(picture.at("z").style == "filled");
    CHECK(picture.at("L").peripheries == 2);
    CHECK(picture.at("a").peripheries == 1);
    for (const char* from : {"w1", "w2", "b"}) CHECK(picture.edge(from, "z").width > 1.5);
    CHECK(picture.edge("z", "a").width > 1.5);
    for (const char* from : {"x1", "x2"}) CHECK(picture.edge(from, "z").width == 1);
    CHECK(picture.edge("y", "L").width == 1);
  }
}

TEST_CASE("unnamed arithmetic is drawn with what it leads to, other operations for themselves") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr y = graph.parameter("y", 3.0);
  const Expr loss = log_loss(sigmoid(x * y + 1), y - x);
  CHECK(Picture(write_dot(graph, loss)).labels() ==
        Lines{"x", "y", "t2 = xy + 1", "t3 = σ(t2) = ŷ", "t4 = y − x", "t5 = L(t3, t4)"});
}

TEST_CASE("unnamed arithmetic with several consumers has its own box") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr t = 3 * x;
  const Expr u = named("u", t + 1);
  const Expr v = named("v", t - 1);
  const Picture picture(write_dot(graph, u));
  CHECK(picture.labels() == Lines{"x", "t1 = 3x", "u = t1 + 1", "v = t1 − 1"});
  CHECK(v.graph() == &graph);
}

TEST_CASE("a group with several results is one box with a line for each") {
  Graph graph;
  const Expr x = graph.parameter("x", 2.0);
  const Expr h1 = named("h1", sigmoid(x));
  const Expr h2 = named("h2", exp(x));
  const Expr box[] = {h1, h2};
  graph.group("hidden layer", box);
  const Expr out = named("out", h1 * h2);
  const Picture picture(write_dot(graph, out));
  CHECK(picture.labels() == Lines{"x", "hidden layer\nh1 = σ(x)\nh2 = exp(x)", "out = h1h2"});
  CHECK(picture.edges.size() == 3);
}

TEST_CASE("Graphviz draws every style, with and without numbers") {
  Graph graph;
  const Lecture l = lecture(graph);
  Gradient d = gradient(l.L);
  Sweep sweep(graph);
  sweep.backward(l.L);
  for (const DotStyle style : {DotStyle::lecture, DotStyle::ops, DotStyle::gradient}) {
    for (const bool numbers : {false, true}) {
      DotOptions options{.style = style, .values = numbers, .cotangents = numbers, .sweep = &sweep};
      for (const Expr& node : {l.a, l.z, l.w1, l.w2, l.b}) options.gradient.emplace_back(node, d.of(node));
      sweep.backward(l.L);  // d.of may have added nodes
      CHECK(render_dot(write_dot(graph, l.L, options), "png").starts_with("\x89PNG"));
    }
  }
}

TEST_CASE("the text does not depend on the order in which a formula's nodes were made") {
  const auto dot = [](bool left_first) {
    Graph graph;
    const Expr x = graph.input("x", 1.0);
    const Expr w = graph.parameter("w", 2.0);
    Expr left;
    if (left_first) left = x * w;
    const Expr right = sigmoid(w);
    if (!left_first) left = x * w;
    const Expr y = named("y", left + right * x);
    Sweep sweep(graph);
    sweep.backward(y);
    return write_dot(graph, y, with_numbers(sweep, DotStyle::ops));
  };
  CHECK(dot(true) == dot(false));
}

TEST_CASE("long chains and many paths are written at once") {
  Graph graph({.intern = false});
  const Expr w = graph.parameter("w", 0.5);
  Expr chain = w;
  for (int i = 0; i < 100000; ++i) chain = i % 2 == 0 ? chain * w : sigmoid(chain);
  Expr sum = w;
  for (int i = 0; i < 100000; ++i) sum = sum + w;
  Expr doubled = w;
  for (int i = 0; i < 60; ++i) doubled = doubled + doubled;
  const Expr end = named("end", chain + sum + doubled);
  for (const DotStyle style : {DotStyle::lecture, DotStyle::ops}) {
    const std::string dot = write_dot(graph, end, {.style = style});
    CHECK(std::ranges::count(dot, '\n') > 100000);
  }
}

TEST_CASE("a graph without a loss is drawn whole, an empty one as nothing") {
  Graph graph;
  CHECK(Picture(write_dot(graph)).nodes.empty());
  const Expr x = graph.input("x", 1.0);
  graph.parameter("unused", 1.0);
  const Expr unnamed = 2 * x;
  CHECK(Picture(write_dot(graph)).labels() == Lines{"x", "t1 = 2x", "unused"});
  CHECK(Picture(write_dot(graph, unnamed)).at("t1").peripheries == 2);
}
