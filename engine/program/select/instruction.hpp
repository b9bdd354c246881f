// What a program consists of: instructions, which say what is computed from what, not where or how.
#pragma once

#include <chainrule/engine/graph/graph.hpp>
#include <chainrule/engine/program/analyse/moves.hpp>
#include <chainrule/engine/program/analyse/needed_elements.hpp>

#include <cstdint>
#include <vector>

namespace chainrule::program {

enum class InstructionKind : std::uint8_t {
  elementwise,              ///< the op's value at its operands
  value_and_partials,       ///< the op's value, and partials by some operands, from the same operands at once
  contribution,             ///< cotangent · partial of the op by one operand: an edge of the chain rule
  sum_of_products,          ///< a0·b0 + a1·b1 + ..., added up from the left; a term may lack its second factor
  structural,               ///< the op's kernel; with a second result, that of another op of the same operand too
  movement,                 ///< elements of the operands, or zeros, in another order
  sum_of_elements,          ///< along axes
  matrix_product,           ///< a product of matrices; with a third operand, its last axis plus or minus that
  alias,                    ///< neighbouring elements of the operand, from `first` on: nothing is done
  sums_over_examples,       ///< several results: each the sum over the examples of a, or of a·b
  matrix_sum_over_examples  ///< the sum over the examples of a product of matrices, or the parts of it that are needed
};

/// The mark of an operand that is left out.
inline constexpr NodeId kNoOperand = ~NodeId{0};

struct Instruction {
  InstructionKind kind = InstructionKind::elementwise;
  const OpInfo* op = nullptr;         ///< whose rule or kernel computes; null for sums of products and over examples
  std::vector<NodeId> results = {};   ///< value_and_partials: the value, then the partials
  std::vector<NodeId> operands = {};  ///< contribution: the cotangent or kNoOperand for 1, the op's operands, its
                                      ///< value; sums: pairs of factors, the second of which may be kNoOperand
  std::vector<std::uint8_t> by = {};  ///< value_and_partials and contribution: by which operands the partials are
  std::size_t first = 0;              ///< of an alias: which element of the operand is its first
  std::vector<Move> moves = {};       ///< of a movement
  std::vector<Rectangle> parts = {};  ///< of a matrix sum: what is computed, unless it is everything; of a product with
                                      ///< a shared second factor: what is not always 0 of that
};

/// The instructions of every stage, in the order in which they run.
using InstructionsByStage = std::vector<std::vector<Instruction>>;

}  // namespace chainrule::program
