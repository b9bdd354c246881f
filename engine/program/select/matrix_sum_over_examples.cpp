#include <chainrule/engine/program/select/matrix_sum_over_examples.hpp>
#include <chainrule/engine/program/select/stage_facts.hpp>

namespace chainrule::program {

std::optional<MatrixSumOverExamples> select_matrix_sum_over_examples(const StageFacts& facts, NodeId id) {
  const NodeId term = facts.operands(id)[0];
  if (!facts.is_private(term) || facts.partial(term) != nullptr) return std::nullopt;
  const auto factors = facts.operands(term);
  if (facts.op(term).structure != Structure::matrix_product || !facts.are_per_example(factors)) return std::nullopt;
  return MatrixSumOverExamples{.op = &facts.op(term),
                               .result = id,
                               .operands = {factors.begin(), factors.end()},
                               .needed = facts.needed().rectangles_of(id),
                               .gate = facts.gate_of(term)};
}

}  // namespace chainrule::program
