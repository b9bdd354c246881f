#include "../support/both_ways.hpp"

#include <chainrule/graphs/lecture.hpp>
#include <chainrule/graphs/logistic.hpp>

#include <doctest/doctest.h>

using namespace chainrule;
using namespace chainrule::testing;

TEST_CASE("logistic regression on a vector is the lecture's over m examples") {
  const std::vector<double> x1{1, -0.5, 3}, x2{2, 0.25, -1}, y{1, 0, 0};
  Graph of_scalars;
  const LectureOfMany many = lecture_m(of_scalars);
  const std::vector<Expr> scalars{many.one.w1, many.one.w2, many.one.b};
  const LossAndGradient expected = by_sweep(many.J, scalars, 3, [&](Sweep& sweep) {
    sweep.bind(many.one.x1, x1);
    sweep.bind(many.one.x2, x2);
    sweep.bind(many.one.y, y);
  });
  Graph graph;
  const LogisticRegression model = logistic_regression(graph, 2);
  const std::vector<Expr> parameters{model.w, model.b};
  for (const auto by : {&by_sweep, &by_gradient_graph}) {
    const LossAndGradient seen = by(model.J, parameters, 3, [&](Sweep& sweep) {
      sweep.bind(model.x, std::vector<double>{x1[0], x2[0], x1[1], x2[1], x1[2], x2[2]});
      sweep.bind(model.y, y);
      sweep.set(model.w, std::vector<double>{0.5, -0.25});
      sweep.set(model.b, 0.1);
    });
    CHECK(seen.loss == doctest::Approx(expected.loss).epsilon(1e-15));
    REQUIRE(seen.gradient.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(seen.gradient[i] == doctest::Approx(expected.gradient[i]).epsilon(1e-14));
  }
}

TEST_CASE("logistic regression without features is refused") {
  Graph graph;
  CHECK_THROWS_AS(logistic_regression(graph, 0), GraphError);
}
