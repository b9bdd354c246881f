// Instruction: (a·b)·c, element by element: a cotangent, the other factor of a product, and the slope of a function.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <array>
#include <optional>

namespace chainrule::program {

class StageFacts;

struct ProductOfThree {
  NodeId result = 0;
  std::array<NodeId, 3> operands = {};
};

/// A product with a product that nobody else reads, of like vectors: what the first gives need not be kept.
std::optional<ProductOfThree> select_product_of_three(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
