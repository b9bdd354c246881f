#include <chainrule/engine/op/kernels.hpp>
#include <chainrule/engine/program/emit/partial_sums.hpp>

namespace chainrule::program {

namespace {

/// Gives a place to the results of all instructions of one kind, which are shared by nobody else.
template <class Kind, class Real>
void place_results(PartialSumsPlan& sums, const Plan& plan, std::size_t numbers_per_element) {
  for (const std::vector<Instruction>& instructions : plan.instructions)
    for (const Instruction& instruction : instructions) {
      if (!std::holds_alternative<Kind>(instruction)) continue;
      for (const NodeId sum : results_of(instruction)) {
        constexpr std::size_t kLine = kPerLine<Real>;
        const std::size_t numbers = plan.graph().shape(sum).size() * numbers_per_element;
        sums.offsets[sum] = sums.size;
        sums.size += (numbers + kLine - 1) / kLine * kLine;
      }
    }
}

}  // namespace

template <class Real> PartialSumsPlan plan_partial_sums(const Plan& plan) {
  PartialSumsPlan sums{.offsets = std::vector<std::size_t>(plan.graph().size(), 0)};
  place_results<SumsOverExamples, Real>(sums, plan, kPerLine<Real>);
  sums.added = sums.size;
  place_results<MatrixSumOverExamples, Real>(sums, plan, 1);
  return sums;
}

template PartialSumsPlan plan_partial_sums<double>(const Plan& plan);
template PartialSumsPlan plan_partial_sums<float>(const Plan& plan);

}  // namespace chainrule::program
