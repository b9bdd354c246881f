#include <chainrule/engine/program/emit/alias.hpp>
#include <chainrule/engine/program/emit/contribution.hpp>
#include <chainrule/engine/program/emit/emit_stage.hpp>
#include <chainrule/engine/program/emit/matrix_product.hpp>
#include <chainrule/engine/program/emit/matrix_sum_over_examples.hpp>
#include <chainrule/engine/program/emit/movement.hpp>
#include <chainrule/engine/program/emit/product_of_three.hpp>
#include <chainrule/engine/program/emit/structural.hpp>
#include <chainrule/engine/program/emit/sum_of_elements.hpp>
#include <chainrule/engine/program/emit/sum_of_products.hpp>
#include <chainrule/engine/program/emit/sums_over_examples.hpp>
#include <chainrule/engine/program/emit/value.hpp>
#include <chainrule/engine/program/emit/value_and_partials.hpp>

#include <variant>

namespace chainrule::program {

template <class Real>
Code<Real> emit_stage(const Plan& plan, std::size_t stage, const Memory<Real>& memory, const PartialSumsPlan& sums) {
  Emitter<Real> emitter(plan, stage, memory, sums);
  for (const Instruction& instruction : plan.instructions[stage])
    std::visit([&](const auto& kind) { emit(kind, emitter); }, instruction);
  return emitter.code();
}

template Code<double> emit_stage(const Plan& plan, std::size_t stage, const Memory<double>& memory,
                                 const PartialSumsPlan& sums);
template Code<float> emit_stage(const Plan& plan, std::size_t stage, const Memory<float>& memory,
                                const PartialSumsPlan& sums);

}  // namespace chainrule::program
