// Helpers of the stepper's tests.
#pragma once

#include <chainrule/engine/stepper/stepper.hpp>
#include <chainrule/graphs/lecture.hpp>

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace testing {

using namespace chainrule;

using Bits = std::vector<std::uint64_t>;

inline Bits bits_of(const std::optional<std::vector<double>>& numbers) {
  Bits bits{numbers.has_value() ? 1U : 0U};
  for (const double number : numbers.value_or(std::vector<double>()))
    bits.push_back(std::bit_cast<std::uint64_t>(number));
  return bits;
}

/// Everything that is known at the place where the stepper stands.
inline std::vector<Bits> state(Stepper& stepper) {
  std::vector<Bits> all;
  for (NodeId id = 0; id < stepper.labels().order().size(); ++id) {
    all.push_back(bits_of(stepper.value(id)));
    all.push_back(bits_of(stepper.cotangent(id)));
  }
  return all;
}

struct Fixture {
  Graph graph;
  Lecture l = lecture(graph);
  Stepper stepper{graph, l.L};
  double value(const Expr& node) { return stepper.value(node.id()).value()[0]; }
  double cotangent(const Expr& node) { return stepper.cotangent(node.id()).value()[0]; }
};

}  // namespace testing
