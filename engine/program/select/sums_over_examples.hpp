// Instruction: several sums over the examples, each of one factor or of a product of two.
#pragma once

#include <chainrule/engine/program/select/operands.hpp>

#include <vector>

namespace chainrule::program {

class StageFacts;

struct SumsOverExamples {
  std::vector<NodeId> results = {};   ///< arrays are summed up one at a time, scalars several together
  std::vector<NodeId> operands = {};  ///< of each sum: its two factors, of which the second may be left out
};

/// For any sum over examples; takes in the product that feeds it. Later sums of scalars are joined.
SumsOverExamples select_sum_over_examples(const StageFacts& facts, NodeId id);

}  // namespace chainrule::program
