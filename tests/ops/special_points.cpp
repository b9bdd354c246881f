// Derivatives at the points that guards are made for, by every way there is to compute them, against exact numbers.
#include "../support/ways.hpp"

#include <chainrule/graphs/text/text_reader.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace chainrule {
namespace {

using testing::Way;

constexpr double kNaN = NAN, kInfinity = INFINITY;

struct Leaf {
  std::string name;
  std::vector<double> numbers;  ///< one is a scalar, several are a vector
  Shape shape = {};
};

/// An expression, the leaves that it is differentiated by, and what should come out.
struct Point {
  std::string text;
  std::vector<Leaf> leaves;
  std::vector<double> gradient;
  std::vector<double> hessian = {};  ///< row by row; not looked at if empty
  std::vector<Leaf> others = {};     ///< that it is not differentiated by
};

/// Equal, or within 4 units in the last place.
bool is_close(double number, double exact) {
  if (std::isnan(exact)) return std::isnan(number);
  if (number == exact) return true;
  const double size = std::fabs(exact);
  return std::fabs(number - exact) <= 4 * (std::nextafter(size, kInfinity) - size);
}

void check(const std::vector<Way>& ways, const std::vector<double>& exact, const std::string& what) {
  for (const Way& way : ways) {
    bool are_close = way.numbers.size() == exact.size();
    for (std::size_t i = 0; are_close && i < exact.size(); ++i) are_close = is_close(way.numbers[i], exact[i]);
    CHECK_MESSAGE(are_close, fmt::format("{} by {}: {} should be {}", what, way.name, way.numbers, exact));
  }
}

void hold(const std::vector<Point>& points) {
  for (const Point& point : points) {
    Graph graph;
    std::vector<Expr> wrt;
    const auto add = [&](const Leaf& leaf) {
      const auto count = static_cast<std::int64_t>(leaf.numbers.size());
      const Shape shape = leaf.shape.is_scalar() && count > 1 ? Shape{count} : leaf.shape;
      return graph.parameter(leaf.name, shape, leaf.numbers);
    };
    for (const Leaf& leaf : point.leaves) wrt.push_back(add(leaf));
    for (const Leaf& leaf : point.others) add(leaf);
    const Expr loss = read_expression(graph, point.text, "expression");
    check(testing::gradients(loss, wrt), point.gradient, "gradient of " + point.text);
    if (!point.hessian.empty()) check(testing::hessians(loss, wrt), point.hessian, "Hessian of " + point.text);
  }
}

TEST_CASE("powers at whole exponents and at 0 have the derivatives of the function, in either order") {
  const double ln2 = std::log(2.0), ln3 = std::log(3.0);
  hold({{"x^y", {{"x", {2}}, {"y", {0}}}, {0, ln2}, {0, 0.5, 0.5, ln2 * ln2}},
        {"x^y", {{"x", {2}}, {"y", {1}}}, {1, 2 * ln2}, {0, 1 + ln2, 1 + ln2, 2 * ln2 * ln2}},
        {"x^y", {{"x", {1}}, {"y", {3}}}, {3, 0}, {6, 1, 1, 0}},
        {"x^y", {{"x", {0}}, {"y", {2}}}, {0, 0}, {2, 0, 0, 0}},
        {"x^y", {{"x", {0}}, {"y", {3}}}, {0, 0}, {0, 0, 0, 0}},
        {"x^y", {{"x", {0}}, {"y", {0.5}}}, {kInfinity, 0}, {-kInfinity, -kInfinity, -kInfinity, 0}},
        {"x^y", {{"x", {0}}, {"y", {1}}}, {1, 0}, {0, -kInfinity, -kInfinity, 0}},
        {"x^y", {{"x", {0}}, {"y", {1.5}}}, {0, 0}, {kInfinity, 0, 0, 0}},
        {"x^y",
         {{"x", {0.5}}, {"y", {0.5}}},
         {std::sqrt(0.5), -ln2 * std::sqrt(0.5)},
         {-std::sqrt(0.5), (1 - 0.5 * ln2) / std::sqrt(0.5), (1 - 0.5 * ln2) / std::sqrt(0.5),
          ln2 * ln2 * std::sqrt(0.5)}},
        {"x^(x - 3)", {{"x", {3}}}, {ln3}, {1.0 / 3 + 1.0 / 3 + ln3 * ln3}},
        {"x^3", {{"x", {0}}}, {0}, {0}},
        {"x^2", {{"x", {0}}}, {0}, {2}},
        {"x^1", {{"x", {0}}}, {1}, {0}},
        {"x^0", {{"x", {0}}}, {0}, {0}},
        {"x^-1", {{"x", {-2}}}, {-0.25}, {-0.25}},
        {"x^3", {{"x", {-2}}}, {12}, {-12}},
        {"sum((x^p - 1)*w)",
         {{"x", {2, 4}}, {"p", {0}}},
         {0, 0, ln2 + 2 * ln2},
         {0, 0, 0.5, 0, 0, 0.25, 0.5, 0.25, ln2 * ln2 + 4 * ln2 * ln2},
         {{"w", {1, 1}}}}});
}

TEST_CASE("losses have derivatives by their labels") {
  hold({{"log_loss(a, y)", {{"y", {1}}}, {std::log1p(-0.75) - std::log(0.75)}, {0}, {{"a", {0.75}}}},
        {"log_loss(a, y)", {{"a", {0.5}}, {"y", {1}}}, {-2, 0}, {4, -4, -4, 0}},
        {"log_loss_with_logit(z, y)",
         {{"z", {3}}, {"y", {0.5}}},
         {0.4525741268224332, -3},
         {0.04517665973091213, -1, -1, 0}}});
}

TEST_CASE("saturated functions keep the last digits of their first and second derivatives") {
  hold({{"sigmoid(z)", {{"z", {37}}}, {8.533047625744065e-17}, {-8.533047625744063e-17}},
        {"sigmoid(z)", {{"z", {-800}}}, {0}, {0}},
        {"sigmoid(z)", {{"z", {1e-9}}}, {0.25}, {-1.25e-10}},
        {"sigmoid(z)", {{"z", {-1e-9}}}, {0.25}, {1.25e-10}},
        {"tanh(x)", {{"x", {10}}}, {8.244614455767397e-09}, {-1.6489228843561127e-08}},
        {"softplus(x)", {{"x", {37.43}}}, {1}, {5.550825086253719e-17}},
        {"logsumexp(z, 0, -z)", {{"z", {40}}}, {1}, {4.248354255291589e-18}},
        {"logsumexp(z, 0, -z)", {{"z", {-40}}}, {-1}, {4.248354255291589e-18}},
        {"cross_entropy(x, 1)",
         {{"x", {0, 40}}},
         {4.248354255291589e-18, -4.248354255291589e-18},
         {4.248354255291589e-18, -4.248354255291589e-18, -4.248354255291589e-18, 4.248354255291589e-18}}});
}

TEST_CASE("nothing comes out of a closed gate, whatever is behind it") {
  const std::vector<double> none{0, 0};
  hold({{"relu(logsumexp(z))", {{"z", {-kInfinity, -kInfinity}}}, none, {0, 0, 0, 0}},
        {"logsumexp(z)", {{"z", {-kInfinity, -kInfinity}}}, none},
        {"sum(where(0, softmax(z), 1))", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"sum(where(0, log_softmax(z), 1))", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"where(0, logsumexp(z), 1)", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"where(0, cross_entropy(z, 1), 1)", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"where(0, dot(z, w), 1)", {{"z", {1, 1}}}, none, {0, 0, 0, 0}, {{"w", {kInfinity, kNaN}}}},
        {"where(0, amax(z), 1)", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"where(0, amin(z), 1)", {{"z", {kNaN, 1}}}, none, {0, 0, 0, 0}},
        {"where(0, mul0(x, y), 1)", {{"x", {1}}, {"y", {kInfinity}}}, none, {0, 0, 0, 0}},
        {"where(0, mul0(x, y), 1)", {{"x", {kInfinity}}, {"y", {1}}}, none, {0, 0, 0, 0}},
        {"where(0, relu(x*y), 1)", {{"x", {kNaN}}, {"y", {1}}}, none, {0, 0, 0, 0}}});
}

TEST_CASE("a masked row of a product of matrices leaves the others their derivatives") {
  hold({{"sum(where(mask, x @ w, 0))",
         {{"w", {1, 2}, {2, 1}}},
         {3, 4},
         {0, 0, 0, 0},
         {{"x", {kInfinity, kNaN, 3, 4}, {2, 2}}, {"mask", {0, 1}, {2, 1}}}},
        {"sum(where(mask, w @ x, 0))",
         {{"w", {1, 2}, {1, 2}}},
         {3, 4},
         {0, 0, 0, 0},
         {{"x", {kInfinity, 3, kNaN, 4}, {2, 2}}, {"mask", {0, 1}, {1, 2}}}}});
}

TEST_CASE("derivatives beside a NaN are what they are") {
  hold({{"y + x*z", {{"y", {1}}, {"x", {2}}, {"z", {kNaN}}}, {1, kNaN, 2}}});
}

TEST_CASE("k operands that tie for the least or the largest share 1/k each") {
  const double third = 1.0 / 3;
  hold({{"min(a, b, c)", {{"a", {2}}, {"b", {2}}, {"c", {2}}}, {third, third, third}},
        {"max(a, b, c)", {{"a", {2}}, {"b", {2}}, {"c", {2}}}, {third, third, third}},
        {"max(a, b, c)", {{"a", {1}}, {"b", {2}}, {"c", {2}}}, {0, 0.5, 0.5}},
        {"sum(min(a, b, c))", {{"a", {2, 1}}, {"b", {2}}, {"c", {2, 5}}}, {third, 1, third, third, 0}}});
}

}  // namespace
}  // namespace chainrule
