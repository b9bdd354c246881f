// From the nodes of a stage to few, large instructions.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>
#include <chainrule/engine/program/analyse/recognised_partials.hpp>
#include <chainrule/engine/program/analyse/stages.hpp>
#include <chainrule/engine/program/select/instruction.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace chainrule::program {

/// What the analyses have found out about the nodes of a program.
struct Analysis {
  const RecognisedPartials& partials;
  const NeededElements& needed;
  std::span<const std::uint32_t> uses;  ///< by node: how many operands of needed nodes it is
  const std::vector<bool>& is_kept;     ///< by node: whether it must be there after its stage
};

/// Maximal munch: the nodes are covered from the last to the first, each by the largest instruction that fits it and
/// the nodes that only it needs; what the instruction reads is covered in turn. Sums over examples come out one by one.
std::vector<Instruction> select_instructions(const Graph& graph, const Stage& stage, const Analysis& analysis);

}  // namespace chainrule::program
