// From the nodes of a stage to few, large instructions.
#pragma once

#include <chainrule/engine/program/select/instruction.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

#include <vector>

namespace chainrule::program {

/// Maximal munch: the nodes are covered from the last to the first, each by the largest instruction that fits it and
/// the nodes that only it needs; what the instruction reads is covered in turn. Sums over examples come out one by one.
std::vector<Instruction> select_instructions(const Graph& graph, const Stage& stage, const Analysis& analysis);

}  // namespace chainrule::program
