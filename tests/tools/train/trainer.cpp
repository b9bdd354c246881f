#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/logistic.hpp>
#include <chainrule/ops/functions.hpp>
#include <chainrule/tools/train/prediction.hpp>
#include <chainrule/tools/train/trainer.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

/// (w - 3)² / 2, whose derivative is w - 3.
Expr parabola(Graph& graph, double start) {
  const Expr w = graph.parameter("w", start);
  const Expr half_square = square(w - 3) * 0.5;
  return named("L", half_square);
}

}  // namespace

TEST_CASE("one update is the lecture's: all gradients first, then all parameters") {
  Graph graph;
  const LectureOfMany lecture = lecture_m(graph);
  Sweep sweep(graph);
  Trainer trainer(lecture.J, sweep);
  CHECK(trainer.run() == doctest::Approx(0.6443966600735709).epsilon(1e-15));
  CHECK(trainer.largest_derivative() == doctest::Approx(0.95004162504212).epsilon(1e-14));
  trainer.update(0.1);
  CHECK(trainer.run() == doctest::Approx(0.5190569368385448).epsilon(1e-14));
  CHECK(sweep.value(lecture.one.w1) == doctest::Approx(0.547502081252106).epsilon(1e-15));
  CHECK(sweep.value(lecture.one.w2) == doctest::Approx(-0.154995837495788).epsilon(1e-14));
  CHECK(sweep.value(lecture.one.b) == doctest::Approx(0.147502081252106).epsilon(1e-15));
}

TEST_CASE("descending reports the loss before the first and after every update") {
  Graph graph;
  const Expr loss = parabola(graph, 5);
  Sweep sweep(graph);
  Trainer trainer(loss, sweep);
  std::vector<double> losses;
  const DescentResult result =
      descend(trainer, {.alpha = 0.5, .iterations = 3}, [&](std::size_t iteration, double each) {
        CHECK(iteration == losses.size());
        losses.push_back(each);
      });
  CHECK(losses == std::vector<double>{2, 0.5, 0.125, 0.03125});
  CHECK(result.loss == losses.back());
  CHECK(result.iterations == 3);
  CHECK(!result.converged);
  CHECK(result.largest_derivative == 0.25);
}

TEST_CASE("descending ends early where it has converged only if that is asked for") {
  for (const bool stops : {false, true}) {
    Graph graph;
    const Expr loss = parabola(graph, 5);
    Sweep sweep(graph);
    Trainer trainer(loss, sweep);
    const DescentResult result =
        descend(trainer, {.alpha = 1, .iterations = 10, .tolerance = 0, .stop_when_converged = stops});
    CHECK(result.converged);
    CHECK(result.loss == 0);
    CHECK(result.iterations == (stops ? 1 : 10));
  }
}

TEST_CASE("descending ends at a loss that is not finite") {
  Graph graph;
  const Expr loss = parabola(graph, 5);
  Sweep sweep(graph);
  Trainer trainer(loss, sweep);
  const DescentResult result = descend(trainer, {.alpha = 1e200, .iterations = 100});
  CHECK(!std::isfinite(result.loss));
  CHECK(result.iterations < 5);
  CHECK(!result.converged);
}

TEST_CASE("training stays finite where the textbook chain does not") {
  Graph graph;
  const std::vector<std::string> features{"x"};
  const Logistic model = logistic(graph, features);
  Sweep sweep(graph, 2);
  sweep.bind(model.features[0], std::vector<double>{1000, -1000});
  sweep.bind(model.y, std::vector<double>{0, 1});
  sweep.set(model.weights[0], 1);
  Trainer trainer(model.J, sweep);
  CHECK(trainer.run() == 1000);
  CHECK(trainer.largest_derivative() == 1000);
}

TEST_CASE("only one number for all examples that a parameter reaches can be trained") {
  Graph graph;
  const Lecture one = lecture(graph);
  const Expr v = graph.parameter("v", Shape{2});
  Sweep sweep(graph);
  CHECK_THROWS_AS(Trainer(one.L, sweep), InputError);
  CHECK_THROWS_AS(Trainer(mean_over_examples(one.x1), sweep), InputError);
  CHECK_THROWS_AS(Trainer(v, sweep), InputError);
  CHECK_THROWS_AS(Trainer(Expr(1), sweep), InputError);
}

TEST_CASE("the prediction is what stands beside the label") {
  Graph graph;
  const Lecture one = lecture(graph);
  const auto prediction = find_prediction(graph);
  REQUIRE(prediction);
  CHECK(prediction->node.same_as(one.a));
  CHECK(prediction->label.same_as(one.y));
  CHECK(prediction->threshold == 0.5);
  Sweep sweep(graph, 3);
  sweep.bind(one.x1, std::vector<double>{100, -100, 0});
  sweep.bind(one.x2, std::vector<double>{0, 0, 0});
  sweep.bind(one.y, std::vector<double>{1, 1, 1});
  sweep.forward();
  CHECK(count_correct(sweep, *prediction) == 2);
}

TEST_CASE("a logit is class 1 from 0 on, and a number that is none is in no class") {
  Graph graph;
  const Expr z = graph.input("z"), y = graph.input("y");
  const Expr loss = named("L", log_loss_with_logit(z, y));
  static_cast<void>(loss);
  const auto prediction = find_prediction(graph);
  REQUIRE(prediction);
  CHECK(prediction->threshold == 0);
  Sweep sweep(graph, 4);
  sweep.bind(z, std::vector<double>{0, -1e-300, NAN, NAN});
  sweep.bind(y, std::vector<double>{1, 0, 0, 1});
  sweep.forward();
  CHECK(count_correct(sweep, *prediction) == 2);
}

TEST_CASE("of many classes the prediction is the largest logit, if it is the only one") {
  Graph graph;
  const Expr logits = graph.input("logits", Shape{3}), y = graph.input("y");
  const Expr loss = named("L", cross_entropy(logits, y));
  static_cast<void>(loss);
  const auto prediction = find_prediction(graph);
  REQUIRE(prediction);
  CHECK(prediction->of_many);
  Sweep sweep(graph, 4);
  sweep.bind(logits, std::vector<double>{0, 1, 2, 3, 1, 2, 1, 1, 0, 0, NAN, 1});
  sweep.bind(y, std::vector<double>{2, 1, 0, 2});
  sweep.forward();
  CHECK(count_correct(sweep, *prediction) == 1);
}

TEST_CASE("a loss without classes has no prediction") {
  Graph graph;
  parabola(graph, 1);
  CHECK(!find_prediction(graph));
}
