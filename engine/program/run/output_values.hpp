// Where a run's outputs are kept.
#pragma once

#include <chainrule/engine/program/data/input_binding.hpp>
#include <chainrule/engine/program/plan/plan.hpp>
#include <chainrule/engine/program/run/workspace.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule::program {

/// Shared outputs stay in their slots; those per example are written down block by block, example after example.
template <class Real> class OutputValues {
 public:
  using Bindings = std::vector<InputBinding<Real>>;

  OutputValues(const Plan& plan, const Real* shared, std::size_t examples, std::size_t block_size);

  std::size_t size() const { return numbers_.size(); }
  std::span<const Real> of(std::size_t output) const { return numbers_[output]; }

  /// After a stage has run over a block.
  void write_block(std::size_t stage, Workspace<Real>& worker, const Bindings& bindings, std::size_t block,
                   std::size_t live);
  /// After all stages: outputs that are inputs.
  void write_inputs(const Bindings& bindings) {
    for (const std::size_t output : inputs_) write_input(output, bindings);
  }

 private:
  void assign(std::size_t output, NodeId root);
  void write_input(std::size_t output, const Bindings& bindings);

  const Plan& plan_;
  std::size_t examples_, block_size_;
  std::vector<std::span<const Real>> numbers_;        // by output
  std::vector<std::vector<Real>> written_;            // by output: of those per example
  std::vector<std::vector<std::size_t>> outputs_of_;  // by stage
  std::vector<std::size_t> inputs_;                   // outputs that need no pass
  AlignedNumbers<Real> input_rows_;
};

extern template class OutputValues<double>;
extern template class OutputValues<float>;

}  // namespace chainrule::program
