#include "stepping.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>

using namespace testing;

TEST_CASE("going where there is no way is an error that keeps the place") {
  Fixture f;
  CHECK_THROWS_AS(f.stepper.back(), GraphError);
  CHECK_THROWS_AS(f.stepper.go_back(), GraphError);
  f.stepper.seek(15);
  const std::vector<Bits> before = state(f.stepper);
  CHECK_THROWS_AS(f.stepper.seek(16), GraphError);
  CHECK_THROWS_AS(f.stepper.forward(), GraphError);
  CHECK_THROWS_AS(f.stepper.go_on(), GraphError);
  CHECK_THROWS_AS(f.stepper.until(f.l.z), GraphError);
  CHECK_THROWS_AS(f.stepper.run(Phase::forward), GraphError);
  CHECK_THROWS_AS(f.stepper.run(Phase::update), GraphError);
  CHECK_THROWS_AS(f.stepper.another_pass(), GraphError);
  CHECK(f.stepper.position() == 15);
  CHECK(state(f.stepper) == before);
}

TEST_CASE("until a node, and to the end of a phase") {
  Fixture f;
  f.stepper.until(f.l.z);
  CHECK(f.stepper.position() == 4);
  f.stepper.until(f.l.z, Phase::backward);
  CHECK(f.stepper.position() == 9);
  f.stepper.seek(0);
  f.stepper.run(Phase::forward);
  CHECK(f.stepper.position() == 6);
  f.stepper.run(Phase::seed);
  CHECK(f.stepper.position() == 7);
  f.stepper.run(Phase::backward);
  CHECK(f.stepper.position() == 15);
}

TEST_CASE("breakpoints and watches stop at the same places in both directions") {
  Fixture f;
  const std::size_t at_z = f.stepper.break_on(f.l.z);
  const std::size_t at_sigmoid = f.stepper.break_on(f.graph.op(f.l.a.id()));
  const std::size_t at_w1 = f.stepper.watch(f.l.w1);
  std::vector<std::size_t> there, back;
  while (!f.stepper.is_at_end())
    if (f.stepper.go_on().reason == Stop::Reason::stopped) there.push_back(f.stepper.position());
  CHECK(there == std::vector<std::size_t>{4, 5, 9, 15});
  f.stepper.erase(at_w1);
  while (f.stepper.go_back().reason == Stop::Reason::stopped) back.push_back(f.stepper.position());
  CHECK(back == std::vector<std::size_t>{9, 5, 4});
  CHECK(f.stepper.go_on().numbers == std::vector<std::size_t>{at_z});
  CHECK(f.stepper.go_on().numbers == std::vector<std::size_t>{at_sigmoid});
  CHECK(f.stepper.go_on().numbers == std::vector<std::size_t>{at_z, at_sigmoid});
  CHECK_THROWS_AS(f.stepper.erase(at_w1), GraphError);
}

TEST_CASE("a breakpoint may have a condition, and one that throws keeps the place") {
  Fixture f;
  const std::size_t large =
      f.stepper.break_on(Phase::backward, [](const Step& step) { return std::abs(step.after[0]) > 0.9; });
  f.stepper.go_on();
  CHECK(f.stepper.position() == 8);
  f.stepper.go_on();
  CHECK(f.stepper.input(f.stepper.position()) == f.l.w2.id());
  f.stepper.erase(large);
  f.stepper.break_on(Phase::forward, [](const Step&) -> bool { throw InputError("no"); });
  const std::size_t place = f.stepper.position();
  CHECK_THROWS_AS(f.stepper.go_back(), InputError);
  CHECK(f.stepper.position() == place);
}

TEST_CASE("a watch on a parameter stops where an update changes it") {
  Fixture f;
  f.stepper.update(0.1);
  f.stepper.seek(15);
  f.stepper.watch(f.l.w2);
  f.stepper.go_on();
  CHECK(f.stepper.position() == 17);
  f.stepper.seek(18);
  f.stepper.go_back();
  CHECK(f.stepper.position() == 17);
}

TEST_CASE("a million steps: any place is reached in well under a second, a shared weight's sums included") {
  Graph graph;
  const Expr w = graph.parameter("w", 1.000001);
  Expr product = w;
  for (int i = 0; i < 333'000; ++i) product = product * w;
  Stepper stepper(graph, named("L", product));
  CHECK(stepper.size() > 990'000);
  const auto begin = std::chrono::steady_clock::now();
  stepper.seek(stepper.size());
  const auto last = stepper.cotangent(w.id()).value();
  for (int i = 0; i < 1000; ++i) stepper.back();
  stepper.seek(stepper.size());
  CHECK(stepper.cotangent(w.id()).value() == last);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  CHECK(time.count() < 2);
}

TEST_CASE("a long way can be interrupted, and goes on from there") {
  Graph graph;
  Expr sum = graph.parameter("w", 1);
  for (int i = 0; i < 5000; ++i) sum = sum + 1;
  Stepper stepper(graph, sum);
  stepper.break_on(Phase::update);
  stepper.interrupt_when([] { return true; });
  CHECK(stepper.go_on().reason == Stop::Reason::interrupted);
  CHECK(stepper.position() > 0);
  CHECK_FALSE(stepper.is_at_end());
}
