#include "picture.hpp"

#include <chainrule/engine/stepper/trace.hpp>
#include <chainrule/graphs/dot/dot_moment.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

using namespace chainrule;

namespace {

/// The lecture's picture at one of its 15 steps.
Picture at_step(std::size_t step) {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Trace trace(sweep);
  const DotMoment moment(trace, step);
  DotOptions options = with_numbers(sweep);
  options.moment = &moment;
  return Picture(write_dot(graph, options));
}

}  // namespace

TEST_CASE("a picture of a step leaves out what is not known by then") {
  const Picture start = at_step(0);
  CHECK(start.at("w1").label.find("0.5") != std::string::npos);
  CHECK(start.at("z =").label.find("0.1") == std::string::npos);
  const Picture forward = at_step(5);
  CHECK(forward.at("a =").label.find("0.524979") != std::string::npos);
  CHECK(forward.at("L(").label.find("0.64") == std::string::npos);
}

TEST_CASE("a cotangent that is not computed yet is absent, not zero") {
  for (const std::size_t step : {0, 6, 9, 14}) {
    INFO(step);
    const Picture picture = at_step(step);
    CHECK(picture.at("w1").label.find("dw1") == std::string::npos);
  }
  CHECK(at_step(8).at("z =").label.find("dz") == std::string::npos);
  CHECK(at_step(9).at("z =").label.find("dz = -0.475021") != std::string::npos);
  CHECK(at_step(15).at("w1").label.find("dw1 = -0.475021") != std::string::npos);
}

TEST_CASE("the arrow that a step goes along is the broadest, and it says what flowed only then") {
  const auto label = [](std::size_t step) { return at_step(step).edge("z", "a").label; };
  CHECK(label(8).find("da") == std::string::npos);
  CHECK(label(9).find("da") != std::string::npos);
  CHECK(at_step(9).edge("z", "a").width > at_step(10).edge("z", "a").width);
}

TEST_CASE("a sum that is not complete says so") {
  Graph graph;
  const Expr x = graph.parameter("x", 3);
  const Expr s = named("s", x * x + x);
  graph.set_loss(s);
  Sweep sweep(graph);
  sweep.backward(s);
  const Trace trace(sweep);
  DotMoment moment(trace, 0);
  DotOptions options = with_numbers(sweep, DotStyle::ops);
  options.moment = &moment;
  std::vector<std::string> seen;
  for (std::size_t step = 1; step <= trace.size(); ++step) {
    moment.seek(step);
    if (trace.input(step) == x.id()) seen.push_back(Picture(write_dot(graph, options)).at("x").label);
  }
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].find("dx = 1 + …") != std::string::npos);
  CHECK(seen[1].find("dx = 4 + …") != std::string::npos);
  CHECK(seen[2].find("dx = 7") != std::string::npos);
  CHECK(seen[2].find("…") == std::string::npos);
}

TEST_CASE("there is no moment after the last step") {
  Graph graph;
  Sweep sweep(graph);
  const Lecture l = lecture(graph);
  sweep.backward(l.L);
  const Trace trace(sweep);
  CHECK_THROWS_AS(DotMoment(trace, 16), GraphError);
}

TEST_CASE("a picture around a node has what is near it, and counts what is not") {
  Graph graph;
  const Lecture l = lecture(graph);
  const Picture picture(write_dot(graph, {.around = l.a.id(), .depth = 1}));
  CHECK(picture.nodes.size() == 3);
  CHECK(picture.at("z").label.find("5 more beside it") != std::string::npos);
  CHECK(picture.at("L").label.find("1 more beside it") != std::string::npos);
  CHECK(Picture(write_dot(graph, {.around = l.a.id(), .depth = 2})).nodes.size() == 9);
  CHECK(Picture(write_dot(graph, {.around = l.a.id(), .depth = 0})).nodes.size() == 1);
}

TEST_CASE("a box that is open is drawn as its operations, and the others stay closed") {
  Graph graph;
  const Lecture l = lecture(graph);
  const Picture closed(write_dot(graph));
  const Picture open(write_dot(graph, {.open = {l.z.id()}}));
  CHECK(open.nodes.size() == closed.nodes.size() + 3);
  CHECK(open.nodes.size() == Picture(write_dot(graph, {.style = DotStyle::ops})).nodes.size());
}
