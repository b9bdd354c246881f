#include <chainrule/ops/list.hpp>
#include <chainrule/tools/prediction.hpp>

namespace chainrule {

std::optional<Prediction> find_prediction(const Graph& graph) {
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (graph.role(id) != Role::operation) continue;
    const bool of_probability = &graph.op(id) == &standard_info<LogLoss>();
    if (!of_probability && &graph.op(id) != &standard_info<LogLossWithLogit>()) continue;
    const std::span<const NodeId> operands = graph.operands(id);
    const bool is_scalar = graph.shape(operands[0]).is_scalar() && graph.shape(operands[1]).is_scalar();
    if (is_scalar && graph.per_example(operands[0]) && graph.role(operands[1]) == Role::input)
      return Prediction{
          .node = graph.expr(operands[0]), .label = graph.expr(operands[1]), .threshold = of_probability ? 0.5 : 0.0};
  }
  return std::nullopt;
}

std::size_t count_correct(const Sweep& sweep, const Prediction& prediction) {
  const std::span<const double> predicted = sweep.values(prediction.node);
  const std::span<const double> labels = sweep.values(prediction.label);
  std::size_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool says_one = predicted[i] >= prediction.threshold;
    const bool says_zero = predicted[i] < prediction.threshold;
    if ((says_one && labels[i] == 1) || (says_zero && labels[i] == 0)) ++correct;
  }
  return correct;
}

}  // namespace chainrule
