// Sums over examples that go on together.
#pragma once

#include <chainrule/engine/program/select/instruction.hpp>

#include <vector>

namespace chainrule::program {

/// Joins a stage's sums of scalars over the examples, each of one factor or of a product of two, into instructions of
/// several sums each, in an order that their kernel likes. They come last: what they read is there by then.
std::vector<Instruction> join_sums(const Graph& graph, std::vector<Instruction> instructions);

}  // namespace chainrule::program
