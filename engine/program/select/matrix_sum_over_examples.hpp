// Instruction: the sum over the examples of a product of matrices.
#pragma once

#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/select/operands.hpp>

#include <optional>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct MatrixSumOverExamples {
  const OpInfo* op = nullptr;  ///< the product's
  NodeId result = 0;
  std::vector<NodeId> operands = {};     ///< the factors
  std::vector<Rectangle> needed = {};    ///< what is computed, unless it is everything
  std::optional<std::size_t> gate = {};  ///< the factor whose zeros make a term 0
};

/// Takes in the product that feeds the sum, where both factors differ per example and nobody else needs it.
std::optional<MatrixSumOverExamples> select_matrix_sum_over_examples(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
