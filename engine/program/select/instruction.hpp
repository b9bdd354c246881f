// What a program consists of: instructions, which say what is computed from what, not where or how.
#pragma once

#include <chainrule/engine/program/select/alias.hpp>
#include <chainrule/engine/program/select/contribution.hpp>
#include <chainrule/engine/program/select/matrix_product.hpp>
#include <chainrule/engine/program/select/matrix_sum_over_examples.hpp>
#include <chainrule/engine/program/select/movement.hpp>
#include <chainrule/engine/program/select/product_of_three.hpp>
#include <chainrule/engine/program/select/structural.hpp>
#include <chainrule/engine/program/select/sum_of_elements.hpp>
#include <chainrule/engine/program/select/sum_of_products.hpp>
#include <chainrule/engine/program/select/sums_over_examples.hpp>
#include <chainrule/engine/program/select/value.hpp>
#include <chainrule/engine/program/select/value_and_partials.hpp>

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

namespace chainrule::program {

/// Every kind has files of its name here, in emit/ and in listing/, and in execute/ if anything is done for it.
using Instruction =
    std::variant<Value, ValueAndPartials, Contribution, SumOfProducts, ProductOfThree, Structural, Movement, Alias,
                 SumOfElements, MatrixProduct, SumsOverExamples, MatrixSumOverExamples>;

inline std::span<const NodeId> results_of(const Instruction& instruction) {
  return std::visit([](const auto& kind) { return results_of(kind); }, instruction);
}
inline std::span<const NodeId> operands_of(const Instruction& instruction) {
  return std::visit([](const auto& kind) { return operands_of(kind); }, instruction);
}

/// The instructions of every stage, in the order in which they run.
using InstructionsByStage = std::vector<std::vector<Instruction>>;

}  // namespace chainrule::program
