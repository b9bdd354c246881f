// Closes a gate over every op of the list, on random shapes, with numbers behind it that nothing is to come of.
#include "../support/ways.hpp"
#include "cases.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cmath>

namespace chainrule {
namespace {

using testing::Case;
using testing::Random;
using testing::Way;

/// Mostly numbers that spoil what they meet.
double hostile(Random& random) {
  constexpr std::array kNumbers{double{NAN}, double{INFINITY}, -double{INFINITY}, 0.0, 1.0, -1.0, 1e300, 0.5};
  return kNumbers[random.below(kNumbers.size())];
}

Case case_of(const OpInfo& op, Random& random) {
  if (op.kind == OpKind::structural) return testing::random_case(op.name, random);
  Case flat;
  const Shape shape = random.below(2) == 0 ? Shape() : Shape{2, 3};
  for (std::size_t i = 0; i < op.arity; ++i) flat.shapes.push_back(random.below(3) == 0 ? Shape() : shape);
  return flat;
}

/// The op on hostile numbers, behind a gate that is closed.
struct Closed {
  Closed(const OpInfo& op, const Case& of, Random& random) {
    std::vector<Expr> operands;
    for (std::size_t i = 0; i < of.shapes.size(); ++i) {
      std::vector<double> numbers(of.shapes[i].size());
      const bool is_index = i == 1 && of.index_end > of.index_start;
      const auto indices = static_cast<std::size_t>(of.index_end - of.index_start);
      for (double& number : numbers)
        number = is_index ? static_cast<double>(of.index_start + static_cast<std::int64_t>(random.below(indices)))
                          : hostile(random);
      operands.push_back(graph.parameter(fmt::format("x{}", i), of.shapes[i], numbers));
      if (op.differentiable(i) && !numbers.empty()) wrt.push_back(operands.back());
    }
    const Expr value = graph.apply(op, operands, of.settings());
    loss = sum(where(graph.constant(0), value, 1)) + graph.parameter("other", 1);
  }

  Graph graph;
  std::vector<Expr> wrt;
  Expr loss;
};

void check_zeros(const std::vector<Way>& ways, const OpInfo& op, std::string_view what) {
  for (const Way& way : ways)
    for (const double number : way.numbers)
      if (number != 0) {
        FAIL_CHECK(fmt::format("{} of a closed {} by {}: {}", what, op.name, way.name, number));
        break;
      }
}

TEST_CASE("behind a closed gate every op has gradients and Hessians of 0, by every way to compute them") {
  Random random(21);
  for (const OpInfo* op : kStandardOps) {
    if (op->kind == OpKind::example_reduction) continue;
    for (int k = 0; k < 12; ++k) {
      Closed closed(*op, case_of(*op, random), random);
      if (closed.wrt.empty() || testing::elements_of(closed.wrt) > 24) continue;
      check_zeros(testing::gradients(closed.loss, closed.wrt), *op, "the gradient");
      check_zeros({testing::float_gradient(closed.loss, closed.wrt)}, *op, "the gradient");
      if (k >= 4) continue;
      check_zeros(testing::hessians(closed.loss, closed.wrt), *op, "the Hessian");
      check_zeros({testing::float_hessian(closed.loss, closed.wrt)}, *op, "the Hessian");
    }
  }
}

}  // namespace
}  // namespace chainrule
