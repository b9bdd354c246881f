// Composed expressions, from test functions of optimisation to attention, against exact references: values and
// gradients within 8 units in the last place of what mpmath computed (tests/ops/references), wherever that is
// well-conditioned.
#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/graphs/text/text_reader.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

namespace chainrule {
namespace {

using nlohmann::json;

constexpr double kMostUlps = 8;
constexpr double kMostCondition = 4;

std::vector<double> flat(const json& nested) {
  std::vector<double> numbers;
  if (!nested.is_array()) return {nested.is_null() ? NAN : nested.get<double>()};
  for (const json& part : nested)
    for (const double number : flat(part)) numbers.push_back(number);
  return numbers;
}

Shape shape_of(const json& nested) {
  std::vector<std::int64_t> extents;
  for (const json* part = &nested; part->is_array(); part = &part->front())
    extents.push_back(static_cast<std::int64_t>(part->size()));
  return Shape(std::span<const std::int64_t>(extents));
}

/// The expression of an entry on a graph, its variables as parameters.
struct Read {
  explicit Read(const json& entry) {
    for (const auto& [name, value] : entry["values"].items()) graph.parameter(name, shape_of(value), flat(value));
    loss = read_expression(graph, entry["text"].get<std::string>(), "expression");
  }
  Graph graph;
  Expr loss;
};

/// Whether a number is far from the exact one, where that is well-conditioned.
bool is_off(double number, double exact, double condition) {
  if (condition > kMostCondition || std::isnan(exact) || number == exact) return false;
  return !(std::fabs(number - exact) <= kMostUlps * (std::nextafter(std::fabs(exact), INFINITY) - std::fabs(exact)));
}

void check_close(std::span<const double> numbers, const json& exact, const json& condition, const std::string& what) {
  const std::vector<double> exact_numbers = flat(exact), conditions = flat(condition);
  REQUIRE(numbers.size() == exact_numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (is_off(numbers[i], exact_numbers[i], conditions[i]))
      FAIL_CHECK(what << ": " << json(numbers[i]).dump() << " should be " << json(exact_numbers[i]).dump());
}

const json& expressions() {
  static const json kExpressions =
      json::parse(std::ifstream(CHAINRULE_SOURCE_DIR "/tests/graphs/text/expressions.json"));
  return kExpressions;
}

TEST_CASE("composed expressions: the sweep's values and gradients are within 8 ulps of the exact ones") {
  CHECK(expressions().size() >= 100);
  for (const json& entry : expressions()) {
    Read read(entry);
    Sweep sweep(read.graph);
    sweep.backward(read.loss);
    check_close(sweep.values(read.loss), entry["value"], entry["condition"]["value"], entry["text"]);
    for (const auto& [name, exact] : entry["gradient"].items())
      check_close(sweep.cotangents(read.graph.at(name)), exact, entry["condition"]["gradient"][name],
                  "d/d" + name + " of " + entry["text"].get<std::string>());
  }
}

TEST_CASE("composed expressions: the gradient graph's are too") {
  for (const json& entry : expressions()) {
    Read read(entry);
    Gradient cotangents = gradient(read.loss);
    std::vector<std::pair<std::string, Expr>> wanted;
    for (const auto& [name, exact] : entry["gradient"].items())
      wanted.emplace_back(name, cotangents.of(read.graph.at(name)));
    Sweep sweep(read.graph);
    sweep.forward();
    for (const auto& [name, expression] : wanted) {
      const double number = expression.number();
      check_close(expression.is_number() ? std::span(&number, 1) : sweep.values(expression), entry["gradient"][name],
                  entry["condition"]["gradient"][name],
                  "gradient graph, d/d" + name + " of " + entry["text"].get<std::string>());
    }
  }
}

}  // namespace
}  // namespace chainrule
