#include <chainrule/engine/program/run/output_values.hpp>

#include <algorithm>

namespace chainrule::program {

template <class Real>
OutputValues<Real>::OutputValues(const Plan& plan, const Real* shared, std::size_t examples, std::size_t block_size)
    : plan_(plan), examples_(examples), block_size_(block_size), outputs_of_(plan.stages.size()) {
  const Graph& graph = plan.graph();
  const std::span<const NodeId> outputs = plan.canonical.outputs();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const NodeId id = outputs[i];
    const std::size_t size = graph.shape(id).size();
    written_.emplace_back(graph.per_example(id) ? size * examples : 0);
    if (graph.per_example(id)) {
      numbers_.emplace_back(written_.back());
      assign(i, plan.memory.storage[id]);
    } else {
      numbers_.emplace_back(shared + plan.memory.places.back()[id].offset, size);
    }
  }
}

/// A per-example output is written down in the last pass that has it; an input needs no pass.
template <class Real> void OutputValues<Real>::assign(std::size_t output, NodeId root) {
  if (plan_.graph().role(root) == Role::input) {
    inputs_.push_back(output);
    if (const std::size_t room = plan_.graph().shape(root).size() * block_size_; room > input_rows_.size())
      input_rows_ = AlignedNumbers<Real>(room);
    return;
  }
  for (std::size_t stage = plan_.stages.size(); stage-- > 0;) {
    if (!plan_.stages[stage].per_block) continue;
    for (const Instruction& instruction : plan_.instructions[stage])
      if (std::ranges::count(results_of(instruction), root) > 0) {
        outputs_of_[stage].push_back(output);
        return;
      }
  }
}

template <class Real>
void OutputValues<Real>::write_block(std::size_t stage, Workspace<Real>& worker, const Bindings& bindings,
                                     std::size_t block, std::size_t live) {
  for (const std::size_t output : outputs_of_[stage]) {
    const NodeId id = plan_.canonical.outputs()[output];
    const Real* const rows = worker.rows(stage, id, bindings, block);
    const std::size_t size = plan_.graph().shape(id).size();
    Real* const results = written_[output].data() + block * block_size_ * size;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t example = 0; example < live; ++example)
        results[example * size + i] = rows[i * block_size_ + example];
  }
}

template <class Real> void OutputValues<Real>::write_input(std::size_t output, const Bindings& bindings) {
  const NodeId id = plan_.canonical.outputs()[output];
  const InputBinding<Real>& binding = bindings[plan_.memory.storage[id]];
  const std::size_t size = plan_.graph().shape(id).size();
  for (std::size_t first = 0; first < examples_; first += block_size_) {
    const Real* const rows =
        binding.block(first / block_size_, input_rows_.data()) + plan_.memory.first[id] * block_size_;
    for (std::size_t example = 0; example < std::min(block_size_, examples_ - first); ++example)
      for (std::size_t i = 0; i < size; ++i)
        written_[output][(first + example) * size + i] = rows[i * block_size_ + example];
  }
}

template class OutputValues<double>;
template class OutputValues<float>;

}  // namespace chainrule::program
