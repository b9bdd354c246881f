// Instruction: a product of matrices, plus or minus a vector along its last axis where there is one.
#pragma once

#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/select/operands.hpp>

#include <optional>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct MatrixProduct {
  const OpInfo* op = nullptr;
  NodeId result = 0;
  std::vector<NodeId> operands = {};  ///< the two factors, and perhaps the vector
  std::vector<Rectangle> without_zeros =
      {};                                ///< what is not always 0 of a shared second factor, unless it is all of it
  std::optional<std::size_t> gate = {};  ///< the factor whose zeros make a term 0

  bool has_offsets() const { return operands.size() == 3; }
};

std::optional<MatrixProduct> select_matrix_product(StageFacts& facts, NodeId id);

/// A sum or difference of a product of matrices and a shared vector.
std::optional<MatrixProduct> select_product_with_offsets(StageFacts& facts, NodeId id);

}  // namespace chainrule::program
