// Instruction: a0·b0 + a1·b1 + ..., element by element, added up from the left.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct SumOfProducts {
  NodeId result = 0;
  std::vector<NodeId> operands = {};  ///< a0, b0, a1, b1, ...; a term that is no product has no b

  std::size_t terms() const { return operands.size() / 2; }
};

/// A chain of additions with at least one product among its terms, or with three terms.
std::optional<SumOfProducts> select_sum_of_products(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
