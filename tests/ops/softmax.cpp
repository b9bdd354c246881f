#include "arrays.hpp"

#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

using testing::Arrays;
using testing::numbers_of;

double first(const Array& array) { return array.values()[0]; }

TEST_CASE("logsumexp and softmax subtract the largest: a thousand is no overflow") {
  Arrays make;
  CHECK(first(logsumexp(make.vector({1000, 1000}))) == doctest::Approx(1000 + std::log(2.0)).epsilon(1e-15));
  CHECK(numbers_of(softmax(make.vector({1000, 1000}))) == std::vector{0.5, 0.5});
  CHECK(first(log_softmax(make.vector({-1000, 0}))) == -1000);
}

TEST_CASE("what the smaller ones add to the largest is not lost") {
  Arrays make;
  CHECK(first(logsumexp(make.vector({0, -40}))) == doctest::Approx(std::exp(-40.0)).epsilon(1e-15));
  CHECK(first(log_softmax(make.vector({40, 0}))) == doctest::Approx(-std::exp(-40.0)).epsilon(1e-15));
}

TEST_CASE("logsumexp of nothing but -inf is -inf, of +inf is +inf, of nothing at all is -inf") {
  Arrays make;
  CHECK(first(logsumexp(make.vector({-INFINITY, -INFINITY}))) == -INFINITY);
  CHECK(first(logsumexp(make.vector({-INFINITY, 3}))) == 3);
  CHECK(first(logsumexp(make.vector({INFINITY, 3}))) == INFINITY);
  CHECK(first(logsumexp(make(Shape{0}, {}))) == -INFINITY);
  CHECK(std::isnan(first(logsumexp(make.vector({NAN, 3})))));
}

TEST_CASE("softmax takes the limit at one +inf, shares among several, and has none where all are -inf") {
  Arrays make;
  CHECK(numbers_of(softmax(make.vector({INFINITY, 3}))) == std::vector{1.0, 0.0});
  CHECK(numbers_of(softmax(make.vector({INFINITY, INFINITY, 3}))) == std::vector{0.5, 0.5, 0.0});
  CHECK(numbers_of(softmax(make.vector({-INFINITY, 3}))) == std::vector{0.0, 1.0});
  CHECK(std::isnan(first(softmax(make.vector({-INFINITY, -INFINITY})))));
  CHECK(std::isnan(first(softmax(make.vector({NAN, 3})))));
}

TEST_CASE("logsumexp of several operands goes over the operands, element by element") {
  Arrays make;
  const Array sum = logsumexp(make.vector({0, 1000}), make({}, {0}), make.vector({0, -INFINITY}));
  CHECK(numbers_of(sum)[0] == doctest::Approx(std::log(3.0)).epsilon(1e-15));
  CHECK(numbers_of(sum)[1] == 1000);
}

TEST_CASE("cross_entropy is exact for sure predictions, right or wrong") {
  Arrays make;
  const Array logits = make(Shape{2, 2}, {37, 0, 37, 0}), labels = make.vector({0, 1});
  const std::vector<double> losses = numbers_of(cross_entropy(logits, labels));
  CHECK(losses[0] == doctest::Approx(8.533047625744066e-17).epsilon(1e-15));
  CHECK(losses[1] == 37);
  CHECK(numbers_of(softmax_error(logits, labels))[0] == doctest::Approx(-8.533047625744066e-17).epsilon(1e-15));
  CHECK(numbers_of(cross_entropy(make(Shape{1, 2}, {INFINITY, 0}), make.vector({0}))) == std::vector{0.0});
  CHECK(numbers_of(cross_entropy(make(Shape{1, 2}, {INFINITY, 0}), make.vector({1}))) == std::vector{double{INFINITY}});
  CHECK(std::isnan(first(cross_entropy(make(Shape{1, 2}, {-INFINITY, -INFINITY}), make.vector({1})))));
}

TEST_CASE("a label that is no class is an error that names it") {
  Arrays make;
  const Array logits = make(Shape{1, 2}, {1, 2});
  CHECK_THROWS_WITH_AS(cross_entropy(logits, make.vector({0.5})), "0.5 is no label: it is not a whole number",
                       InputError);
  CHECK_THROWS_WITH_AS(cross_entropy(logits, make.vector({2})), "2 is no label: they go from 0 to 1", InputError);
  CHECK_THROWS_WITH_AS(cross_entropy(logits, make.vector({-1})), "-1 is no label: they go from 0 to 1", InputError);
  CHECK_THROWS_AS(cross_entropy(logits, make.vector({NAN})), InputError);
  CHECK_THROWS_AS(cross_entropy(logits, make.vector({INFINITY})), InputError);
}

TEST_CASE("softmax needs an axis that is there, cross_entropy one label per row") {
  Arrays make;
  CHECK_THROWS_WITH_AS(softmax(make.vector({1, 2}), 1), "there is no axis 1 in rank 1", ShapeError);
  CHECK_THROWS_AS(softmax(make({}, {1})), ShapeError);
  CHECK_THROWS_WITH_AS(cross_entropy(make(Shape{1, 2}, {1, 2}), make.vector({1, 1})),
                       "the labels should have shape [1], one per row of logits", ShapeError);
  CHECK_THROWS_AS(logsumexp(make.vector({1, 2}), make.vector({1, 2, 3})), ShapeError);
}

}  // namespace
}  // namespace chainrule
