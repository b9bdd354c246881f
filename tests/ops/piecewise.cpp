#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace chainrule {
namespace {

constexpr double kNan = NAN;
constexpr double kInfinity = INFINITY;

template <class Op, std::size_t I, class... X> double partial(X... x) {
  const double in[] = {x...};
  return partial_at<Op, I>(in, value_at<Op>(in));
}

TEST_CASE("at 0 the derivatives of relu, abs and sign are 0") {
  CHECK(partial<Relu, 0>(0.0) == 0);
  CHECK(partial<Relu, 0>(-0.0) == 0);
  CHECK(partial<Abs, 0>(0.0) == 0);
  CHECK(partial<Sign, 0>(0.0) == 0);
}

TEST_CASE("ties of min and max share their cotangent half and half") {
  CHECK(partial<Min, 0>(2.0, 2.0) == 0.5);
  CHECK(partial<Min, 1>(2.0, 2.0) == 0.5);
  CHECK(partial<Max, 0>(-1.0, -1.0) == 0.5);
  CHECK(partial<Max, 1>(0.0, -0.0) == 0.5);
}

TEST_CASE("clip passes the cotangent to x at its bounds, and beyond them to the bound") {
  CHECK(partial<Clip, 0>(-1.0, -1.0, 1.0) == 1);
  CHECK(partial<Clip, 0>(1.0, -1.0, 1.0) == 1);
  CHECK(partial<Clip, 0>(1.5, -1.0, 1.0) == 0);
  CHECK(partial<Clip, 2>(1.5, -1.0, 1.0) == 1);
  CHECK(partial<Clip, 1>(-1.5, -1.0, 1.0) == 1);
  CHECK(Clip::value(0.0, 2.0, 1.0) == 1);  // high wins where the bounds are the wrong way round
  CHECK(partial<Clip, 2>(0.0, 2.0, 1.0) == 1);
  CHECK(partial<Clip, 1>(0.0, 2.0, 1.0) == 0);
}

TEST_CASE("a NaN operand gives NaN values and NaN partials") {
  CHECK(std::isnan(Relu::value(kNan)));
  CHECK(std::isnan(partial<Relu, 0>(kNan)));
  CHECK(std::isnan(Max::value(0.0, kNan)));
  CHECK(std::isnan(Max::value(kNan, 0.0)));
  CHECK(std::isnan(partial<Max, 0>(0.0, kNan)));
  CHECK(std::isnan(Clip::value(kNan, 0.0, 1.0)));
  CHECK(std::isnan(partial<Clip, 0>(kNan, 0.0, 1.0)));
  CHECK(std::isnan(partial<Abs, 0>(kNan)));
}

TEST_CASE("gates stop even infinite cotangents") {
  CHECK(along_edge<Relu>(kInfinity, partial<Relu, 0>(-1.0)) == 0);
  CHECK(along_edge<Where>(kInfinity, partial<Where, 1>(0.0, 3.0, 4.0)) == 0);
  CHECK(along_edge<Max>(kInfinity, partial<Max, 0>(1.0, 2.0)) == 0);
}

TEST_CASE("comparisons are false where an operand is NaN") {
  CHECK(Less::value(kNan, 1.0) == 0);
  CHECK(LessEqual::value(1.0, kNan) == 0);
  CHECK(Equal::value(kNan, kNan) == 0);
  CHECK(LessEqual::value(1.0, 1.0) == 1);
}

TEST_CASE("greater and unequal are written with the comparisons that there are") {
  Graph graph;
  const Expr a = graph.parameter("a", 1), b = graph.parameter("b", 2);
  CHECK((a > b).same_as(b < a));
  CHECK((a >= b).same_as(b <= a));
  CHECK((a != b).same_as(1 - (a == b)));
}

}  // namespace
}  // namespace chainrule
