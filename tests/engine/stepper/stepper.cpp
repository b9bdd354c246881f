#include "stepping.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

using namespace testing;

namespace {

/// Two layers, softmax and cross entropy: tensors, broadcasting, structural ops.
Expr small_network(Graph& graph) {
  const std::vector<double> x{1, -0.5, 2, 0.25}, w{.1, -.2, .3, .4, .5, -.6, .7, .8}, v{.3, .1, -.2, .4, .5, .6};
  const std::vector<double> b{0.1, 0.2}, c{0, 0, 0.1};
  const Expr h = tanh(matmul(graph.input("x", Shape{4}, x), graph.parameter("W", Shape{4, 2}, w)) +
                      graph.parameter("b", Shape{2}, b));
  const Expr o = matmul(h, graph.parameter("V", Shape{2, 3}, v)) + graph.parameter("c", Shape{3}, c);
  return named("L", cross_entropy(o, graph.input("y", 1)) + 0.1 * sum(square(h)));
}

}  // namespace

TEST_CASE("the lecture takes fifteen steps, and each tells everything") {
  Fixture f;
  REQUIRE(f.stepper.size() == 15);
  const Step step = f.stepper.step(9);
  CHECK(step.index == 9);
  CHECK(step.phase == Phase::backward);
  CHECK(step.node == f.l.a.id());
  CHECK(step.input == f.l.z.id());
  CHECK(step.formula == "a(1 - a)");
  REQUIRE(step.reads.size() == 1);
  CHECK(step.reads[0].node == f.l.a.id());
  CHECK(step.reads[0].value[0] == doctest::Approx(0.52497918747894));
  CHECK(step.local[0] == doctest::Approx(0.249376040192892));
  CHECK(step.upstream[0] == doctest::Approx(-1.9048374180359595));
  CHECK(step.before[0] == 0);
  CHECK(step.after[0] == doctest::Approx(-0.47502081252106));
  CHECK(f.stepper.step(5).formula == "σ(z)");
  CHECK(f.stepper.step(5).reads[0].node == f.l.z.id());
  CHECK(f.stepper.step(8).reads.size() == 2);  // -y/a + (1 - y)/(1 - a)
}

TEST_CASE("all the way forward and back, every state is restored bit for bit") {
  Fixture f;
  Graph tensors;
  const Expr loss = small_network(tensors);
  Stepper of_tensors(tensors, loss);
  for (Stepper* stepper : {&f.stepper, &of_tensors}) {
    std::vector<std::vector<Bits>> states{state(*stepper)};
    while (!stepper->is_at_end()) {
      const Step done = stepper->forward();
      CHECK(done.index == stepper->position());
      states.push_back(state(*stepper));
      CHECK(states.back() != states[states.size() - 2]);
    }
    while (stepper->position() > 0) {
      CHECK(state(*stepper) == states[stepper->position()]);
      const Step undone = stepper->back();
      CHECK(undone.index == stepper->position() + 1);
    }
    CHECK(state(*stepper) == states[0]);
    stepper->seek(stepper->size());
    CHECK(state(*stepper) == states.back());
  }
}

TEST_CASE("an update appends its steps: first all gradients, then all updates") {
  Fixture f;
  f.stepper.update(0.1);
  REQUIRE(f.stepper.size() == 18);
  f.stepper.seek(15);
  CHECK_FALSE(f.stepper.is_outdated());
  const Step step = f.stepper.forward();
  CHECK(step.phase == Phase::update);
  CHECK(step.node == f.l.w1.id());
  CHECK(step.formula == "w1 - 0.1*dw1");
  CHECK(step.before[0] == 0.5);
  CHECK(step.after[0] == doctest::Approx(0.547502081252106).epsilon(1e-15));
  CHECK(f.value(f.l.w1) == step.after[0]);
  CHECK(f.value(f.l.w2) == -0.25);
  CHECK(f.stepper.is_outdated());
  f.stepper.run(Phase::update);
  CHECK(f.value(f.l.w2) == doctest::Approx(-0.154995837495788).epsilon(1e-15));
  CHECK(f.value(f.l.b) == doctest::Approx(0.147502081252106).epsilon(1e-15));
  CHECK_THROWS_AS(f.stepper.update(0.2), GraphError);
  f.stepper.seek(3);
  CHECK(f.value(f.l.w1) == 0.5);
}

TEST_CASE("another pass begins with the updated parameters, and the earlier one is still there") {
  Fixture f;
  f.stepper.seek(15);
  const std::vector<Bits> first = state(f.stepper);
  f.stepper.update(0.1);
  f.stepper.another_pass();
  REQUIRE(f.stepper.size() == 33);
  f.stepper.seek(18);
  f.stepper.run(Phase::forward);
  CHECK(f.stepper.position() == 24);
  CHECK(f.value(f.l.L) == doctest::Approx(0.5190569368385448).epsilon(1e-15));
  CHECK_FALSE(f.stepper.cotangent(f.l.z.id()).has_value());
  f.stepper.seek(33);
  const std::vector<Bits> second = state(f.stepper);
  f.stepper.seek(15);
  CHECK(state(f.stepper) == first);
  f.stepper.seek(33);
  CHECK(state(f.stepper) == second);
  f.stepper.seek(10);
  f.stepper.update(0.2);  // another step size: what followed is gone
  CHECK(f.stepper.size() == 18);
}

TEST_CASE("a set value is as if it had been there from the beginning, and undoes what was of the old one") {
  Fixture f;
  f.stepper.seek(12);
  const double two = 2;
  f.stepper.set(f.l.w1, {&two, 1});
  CHECK(f.stepper.position() == 6);
  CHECK(f.value(f.l.z) == 0.1 + 1.5);
  f.stepper.seek(15);
  Sweep sweep(f.graph);
  sweep.set(f.l.w1, 2);
  sweep.backward(f.l.L);
  CHECK(f.cotangent(f.l.w2) == sweep.cotangent(f.l.w2));
  f.stepper.update(0.1);
  f.stepper.seek(18);
  const double b = 0.5;
  f.stepper.set(f.l.b, {&b, 1});  // on top of the update
  CHECK(f.value(f.l.w1) == 2 - 0.1 * sweep.cotangent(f.l.w1));
  CHECK(f.stepper.size() == 15);
}

TEST_CASE("a value that cannot be set changes nothing") {
  Graph graph;
  const std::vector<double> x{1, 2, 3};
  const Expr label = graph.input("label", 1);
  const Expr w = graph.parameter("w", Shape{3}, x);
  const Expr loss = named("L", cross_entropy(w, label));
  Stepper stepper(graph, loss);
  stepper.seek(3);
  const std::vector<Bits> before = state(stepper);
  const std::vector<double> bad{7};
  CHECK_THROWS_AS(stepper.set(label, bad), Error);  // no such class
  CHECK_THROWS_AS(stepper.set(w, bad), ShapeError);
  CHECK_THROWS_AS(stepper.set(loss, bad), GraphError);
  CHECK(stepper.position() == 3);
  CHECK(state(stepper) == before);
}

TEST_CASE("the contributions to a parameter add up to its gradient, tensors included") {
  Graph graph;
  const Expr loss = small_network(graph);
  Stepper stepper(graph, loss);
  Sweep sweep(graph);
  sweep.backward(loss);
  for (const NodeId id : graph.leaves(Role::parameter)) {
    std::vector<double> sum;
    for (const std::uint32_t index : stepper.trace().contributions(id)) {
      const Step step = stepper.step(index);
      if (sum.empty()) sum.assign(step.contribution.size(), -0.0);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += step.contribution[i];
    }
    const std::span<const double> expected = sweep.cotangents(graph.expr(id));
    CHECK(sum == std::vector<double>(expected.begin(), expected.end()));
  }
}
