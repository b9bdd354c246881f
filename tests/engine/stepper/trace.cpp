#include <chainrule/engine/stepper/trace.hpp>
#include <chainrule/graphs/lecture.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

using namespace chainrule;

namespace {

Trace trace_of(const Sweep& sweep) { return Trace(sweep); }
Step step_of(const Sweep& sweep, std::size_t index) { return Trace(sweep)[index]; }

}  // namespace

TEST_CASE("the lecture takes 15 steps: 6 forward, 1 seed, 8 contributions") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Trace trace(sweep);
  REQUIRE(trace.size() == 15);
  int counts[4] = {};
  for (std::size_t i = 1; i <= 15; ++i) {
    CHECK(trace[i].index == i);
    ++counts[static_cast<int>(trace[i].phase)];
  }
  CHECK(counts[0] == 6);
  CHECK(counts[1] == 1);
  CHECK(counts[2] == 8);
}

TEST_CASE("a step tells the local derivative, what arrives, and the running sum") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Step step = Trace(sweep)[9];
  CHECK(step.node == l.a.id());
  CHECK(step.input == l.z.id());
  CHECK(step.local[0] == doctest::Approx(0.249376040192892));
  CHECK(step.upstream[0] == doctest::Approx(-1.9048374180359595));
  CHECK(step.before[0] == 0);
  CHECK(step.after[0] == sweep.cotangent(l.z));
  CHECK(step.seen == 1);
  CHECK(step.total == 1);
}

TEST_CASE("contributions add up to the cotangent, bit for bit") {
  Graph graph;
  const Expr x = graph.parameter("x", 0.3);
  const Expr loss = sin(x) * x + exp(x) / (x + 2);
  Sweep sweep(graph);
  sweep.backward(loss);
  const Trace trace(sweep);
  std::size_t seen = 0;
  for (std::size_t i = 1; i <= trace.size(); ++i) {
    if (trace.input(i) != x.id()) continue;
    const Step step = trace[i];
    CHECK(step.seen == ++seen);
    CHECK(step.after[0] == (seen == 1 ? step.contribution[0] : step.before[0] + step.contribution[0]));
    if (step.seen == step.total) CHECK(step.after[0] == sweep.cotangent(x));
  }
  CHECK(seen == 4);
}

TEST_CASE("what is not computed yet is absent, not zero") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  sweep.backward(l.L);
  const Trace trace(sweep);
  CHECK_FALSE(trace.is_known_after(l.z.id(), 3));
  CHECK(trace.is_known_after(l.z.id(), 4));
  CHECK_FALSE(trace.cotangent_after(l.z.id(), 8).has_value());
  CHECK(trace.cotangent_after(l.z.id(), 9).has_value());
}

TEST_CASE("a trace needs a gradient of the present values, and has only the steps it has") {
  Graph graph;
  const Lecture l = lecture(graph);
  Sweep sweep(graph);
  CHECK_THROWS_AS(trace_of(sweep), NoGradient);
  sweep.backward(l.L);
  CHECK_THROWS_AS(step_of(sweep, 16), GraphError);
  CHECK_THROWS_AS(step_of(sweep, 0), GraphError);
  sweep.set(l.w1, 1);
  CHECK_THROWS_AS(trace_of(sweep), StaleGradient);
}
