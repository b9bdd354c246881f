#include <chainrule/graphs/dot/dot_writer.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "picture.hpp"

using namespace chainrule;

TEST_CASE("values and cotangents stand in the boxes, and none where it was not asked for") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  DotOptions options = with_numbers(sweep);
  options.short_forms = {{l.z, "a - y"}};
  const Picture picture(write_dot(graph, l.L, options));
  CHECK(picture.at("x1").label == "x1\n1");
  CHECK(picture.at("y").label == "y\n1");
  CHECK(picture.at("w2").label == "w2\n-0.25\ndw2 = -0.950042");
  CHECK(picture.at("z").label == "z = w1x1 + w2x2 + b\n0.1\ndz = -0.475021  (= a − y)");
  CHECK(picture.at("L").label == "L(a, y)\n0.644397\ndL = 1");
}

TEST_CASE("an arrow shows the value that goes forward and the contribution that comes back") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Picture picture(write_dot(graph, l.L, with_numbers(sweep)));
  CHECK(picture.edge("x1", "z").label == "1 →");
  CHECK(picture.edge("w1", "z").label == "0.5 →\n← dz · x1 = -0.475021 · 1");
  CHECK(picture.edge("w2", "z").label == "-0.25 →\n← dz · x2 = -0.475021 · 2");
  CHECK(picture.edge("b", "z").label == "0.1 →\n← dz · 1 = -0.475021");
  CHECK(picture.edge("z", "a").label == "0.1 →\n← da · a(1 − a) = -1.904837 · 0.249376");
  CHECK(picture.edge("a", "L").label == "0.524979 →\n← −y/a + (1 − y)/(1 − a) = -1.904837");
  CHECK(picture.edge("y", "L").label == "1 →");
  const Picture values(write_dot(graph, l.L, {.values = true, .sweep = &sweep}));
  CHECK(values.edge("w1", "z").label == "0.5 →");
  CHECK(values.at("w1").label == "w1\n0.5");
}

TEST_CASE("only the cotangents that were asked for are shown") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  const Expr wrt[] = {l.x1};
  sweep.backward(l.L, wrt);
  const Picture picture(write_dot(graph, l.L, with_numbers(sweep)));
  CHECK(picture.at("x1").label == "x1\n1\ndx1 = -0.23751");
  CHECK(picture.at("w1").label == "w1\n0.5");
  CHECK(picture.edge("w1", "z").width == 1);
}

TEST_CASE("a derivative whose formula would need what is not drawn is shown by its name") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.3);
  const Expr y = graph.parameter("y", 2.0);
  const Expr r = named("r", square(1 - x) + 100 * square(y - square(x)));
  Sweep sweep(graph);
  sweep.backward(r);
  const Picture picture(write_dot(graph, r, with_numbers(sweep)));
  CHECK(picture.at("r").label.starts_with("r = (1 − x)2 + 100·(y − x2)2"));  // the powers are set high
  CHECK(picture.edge("y", "r").label == "2 →\n← dr/dy = 382");
  CHECK(picture.edge("x", "r").label == "0.3 →\n← dr/dx = -230.6");
}

TEST_CASE("of tensors the shape is shown, and the numbers if they are few") {
  Graph graph;
  const std::vector<double> six{1, 2, 3, 4, 5, 6};
  const std::vector<double> many(24, 0.5);
  const Expr W = graph.parameter("W", {2, 3}, six);
  const Expr V = graph.parameter("V", {4, 2, 3}, many);
  const Expr s = named("s", sum_to(W * V, {}));
  Sweep sweep(graph);
  sweep.backward(s);
  const Picture picture(write_dot(graph, s, with_numbers(sweep)));
  CHECK(picture.at("W").label == "W\n[2, 3]\n[[1, 2, 3], [4, 5, 6]]\ndW = [[2, 2, 2], [2, 2, 2]]");
  CHECK(picture.at("V").label == "V\n[4, 2, 3]\n0.5 to 0.5\ndV = 1 to 6");
  CHECK(Picture(write_dot(graph, s)).at("W").label == "W\n[2, 3]");
}

TEST_CASE("of many examples the range is shown, and shared parameters have one number") {
  Graph graph;
  const LectureOfMany many = lecture_m(graph);
  Sweep sweep(graph, 100);
  std::vector<double> column(100);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<double>(i) / 10;
  sweep.bind(many.one.x1, column);
  sweep.backward(many.J);
  const Picture picture(write_dot(graph, many.J, with_numbers(sweep)));
  CHECK(picture.at("x1").label == "x1\n100 examples\n0 to 9.9");
  CHECK(picture.edge("x1", "z").label == "100 examples →");
  CHECK(picture.edge("w1", "z").label.starts_with("0.5 →\n← Σ dz · x1 = -"));
  CHECK(picture.edge("L", "J").label == "100 examples →\n← 1/m");
}

TEST_CASE("numbers that are not finite are shown as they are") {
  Graph graph;
  const Expr x = graph.parameter("x", -1.0);
  const Expr y = graph.parameter("y", std::numeric_limits<double>::infinity());
  const Expr s = named("s", log(x) + y);
  Sweep sweep(graph);
  sweep.backward(s);
  const Picture picture(write_dot(graph, s, with_numbers(sweep)));
  CHECK(picture.at("y").label == "y\ninf\ndy = 1");
  CHECK(picture.at("s").label == "s = t1 + y\nnan\nds = 1");
}

TEST_CASE("an op of several numbers passes back its share of each, as a number too") {
  Graph graph;
  const Expr a = graph.parameter("a", 2), b = graph.parameter("b", 2), c = graph.parameter("c", 2);
  const Expr m = named("m", amin(a, b, c)), L = named("L", square(m));
  Sweep sweep(graph);
  sweep.backward(L);
  const Picture picture(write_dot(graph, L, with_numbers(sweep)));
  CHECK(picture.edge("a", "m").label.find("4 · 0.333333") != std::string::npos);
}

TEST_CASE("numbers need a sweep of that graph which has run") {
  Graph graph;
  const Lecture l = lecture(graph);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, {.values = true})), GraphError);
  Graph other;
  lecture(other);
  Sweep of_other(other);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(of_other))), GraphError);
  Sweep sweep(graph);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, {.values = true, .sweep = &sweep})), StaleValue);
  sweep.forward();
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), NoGradient);
  sweep.backward(l.a);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), NoGradient);
  sweep.backward(l.L);
  sweep.set(l.w1, 3);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, l.L, with_numbers(sweep))), StaleGradient);
  CHECK_THROWS_AS(static_cast<void>(write_dot(graph, of_other.graph().loss().value())), GraphError);
}
