#include <chainrule/engine/formula/formula.hpp>
#include <chainrule/engine/simplify/simplify.hpp>
#include <chainrule/ops/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace chainrule;

namespace {

std::set<NodeId> nodes_of(const Expr& expression) {
  std::set<NodeId> seen;
  std::vector<NodeId> pending{expression.id()};
  while (!pending.empty()) {
    const NodeId id = pending.back();
    pending.pop_back();
    if (!seen.insert(id).second) continue;
    for (const NodeId operand : expression.graph()->operands(id)) pending.push_back(operand);
  }
  return seen;
}

/// The value at the leaves' numbers, node by node; `largest` grows to the largest number on the way and `divisor`
/// shrinks to the smallest one that was divided by.
double value(const Expr& expression, const std::vector<double>& leaves, double& largest, double& divisor) {
  const Graph& graph = *expression.graph();
  std::vector<double> values(graph.size(), 0);
  for (const NodeId id : nodes_of(expression)) {
    if (graph.role(id) != Role::operation) {
      values[id] = graph.role(id) == Role::constant ? graph.values(id)[0] : leaves[id];
    } else {
      std::array<double, 3> in{};
      std::size_t count = 0;
      for (const NodeId operand : graph.operands(id)) in[count++] = values[operand];
      values[id] = graph.op(id).value(in.data());
      if (graph.op(id).arithmetic == Arithmetic::divide) divisor = std::min(divisor, std::abs(in[1]));
    }
    largest = std::max(largest, std::abs(values[id]));
  }
  return values[expression.id()];
}

/// Random rational expressions with functions here and there.
class Generator {
 public:
  Generator(unsigned seed, bool intern) : random_(seed), graph_({.intern = intern}) {
    for (const char* name : {"x", "y", "u", "v"}) pool_.push_back(graph_.parameter(name, 1));
    leaves_ = pool_.size();
  }

  Expr expression(int size) {
    for (int i = 0; i < size; ++i) {
      pool_.push_back(next());
      if (below(12) == 0 && graph_.name_of(pool_.back().id()).empty())
        named("n" + std::to_string(++names_), pool_.back());
    }
    return pool_.back();
  }

  std::vector<double> point() {
    std::vector<double> values(leaves_);
    for (double& value : values) value = std::uniform_real_distribution<double>(-2, 2)(random_);
    return values;
  }

 private:
  unsigned below(unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(random_); }
  /// Mostly what was just made, so that expressions nest.
  Expr any() {
    if (below(6) == 0) return graph_.constant(std::array{0.0, 1.0, -1.0, 2.0, 0.5, 3.0}[below(6)]);
    const auto count = static_cast<unsigned>(pool_.size());
    return pool_[below(2) == 0 ? count - 1 - below(std::min(count, 4U)) : below(count)];
  }
  Expr next() {
    const Expr a = any(), b = any();
    switch (below(12)) {
      case 0:
      case 1:
        return a + b;
      case 2:
      case 3:
        return a - b;
      case 4:
      case 5:
      case 6:
        return a * b;
      case 7:
      case 8:
        return a / b;
      case 9:
        return -a;
      case 10:
        return square(a);
      default:
        return sigmoid(a);
    }
  }

  std::mt19937 random_;
  Graph graph_;
  std::vector<Expr> pool_;
  std::size_t leaves_ = 0;
  int names_ = 0;
};

}  // namespace

TEST_CASE("random expressions keep their value where the conditions hold, and never grow") {
  int compared = 0, changed = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    Generator generator(seed, seed % 4 != 0);
    const Expr expression = generator.expression(3 + static_cast<int>(seed % 20));
    const Simplification found = simplify_with_steps(expression);
    INFO("seed " << seed << ": " << formula(expression) << " -> " << formula(found.result));
    CHECK(nodes_of(found.result).size() <= nodes_of(expression).size());
    if (seed % 4 != 0) CHECK(simplify(expression).same_as(found.result));  // where the graph interns
    changed += !found.result.same_as(expression);
    CHECK(found.chain.empty() == found.result.same_as(expression));
    if (!found.chain.empty()) CHECK(found.chain.back().after.same_as(found.result));
    for (int i = 0; i < 3; ++i) {
      const std::vector<double> point = generator.point();
      double largest = 1, divisor = 1;
      const double before = value(expression, point, largest, divisor);
      for (const Expr& factor : found.nonzero)
        divisor = std::min(divisor, std::abs(value(factor, point, largest, divisor)));
      const double after = value(found.result, point, largest, divisor);
      if (divisor < 1e-2 || !(largest < 1e4)) continue;
      CHECK(std::abs(before - after) <= 1e-9 * std::max(1.0, std::abs(before)));
      for (const Rewriting& step : found.steps) {
        double ignored = 1, own_divisor = 1;
        const double left = value(step.before, point, ignored, own_divisor);
        const double right = value(step.after, point, ignored, own_divisor);
        if (own_divisor >= 1e-2) CHECK(std::abs(left - right) <= 1e-9 * std::max(1.0, std::abs(left)));
      }
      for (const Rewriting& step : found.chain) {
        double ignored = 1, own_divisor = 1;
        const double whole = value(step.after, point, ignored, own_divisor);
        if (own_divisor >= 1e-2 && ignored < 1e4)
          CHECK(std::abs(before - whole) <= 1e-9 * std::max(1.0, std::abs(before)));
      }
      ++compared;
    }
  }
  CHECK(compared > 4000);
  CHECK(changed > 1000);
}
