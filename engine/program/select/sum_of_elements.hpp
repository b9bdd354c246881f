// Instruction: a sum along axes, of an array or of the product of two.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <optional>
#include <vector>

namespace chainrule::program {

class StageFacts;

struct SumOfElements {
  const OpInfo* op = nullptr;
  NodeId result = 0;
  std::vector<NodeId> operands = {};  ///< what is summed up, or its two factors, which have one shape
};

std::optional<SumOfElements> select_sum_of_elements(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
