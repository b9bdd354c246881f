// Sums over examples that go on together.
#pragma once

#include <chainrule/engine/program/select/instruction.hpp>

#include <vector>

namespace chainrule::program {

/// Joins sums of scalars, each of one factor or of a product of two, into instructions of several sums each, in an
/// order that their kernel likes.
std::vector<Instruction> join_sums(std::vector<Instruction> sums);

}  // namespace chainrule::program
