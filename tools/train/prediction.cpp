#include <chainrule/ops/list.hpp>
#include <chainrule/tools/train/prediction.hpp>

namespace chainrule {

namespace {

std::optional<Prediction> prediction_of(const Graph& graph, NodeId id) {
  const OpInfo* const op = &graph.op(id);
  const bool of_probability = op == &standard_info<LogLoss>(), of_many = op == &standard_info<CrossEntropy>();
  if (!of_probability && !of_many && op != &standard_info<LogLossWithLogit>()) return std::nullopt;
  const NodeId node = graph.operands(id)[0], label = graph.operands(id)[1];
  const bool fits = graph.shape(node).rank() == (of_many ? 1 : 0) && graph.shape(label).is_scalar();
  if (!fits || !graph.per_example(node) || graph.role(label) != Role::input) return std::nullopt;
  return Prediction{.node = graph.expr(node),
                    .label = graph.expr(label),
                    .threshold = of_probability ? 0.5 : 0.0,
                    .of_many = of_many};
}

/// Whether the largest of the numbers is at the label's place, and not at another one too.
bool is_largest(std::span<const double> numbers, double label) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const double own = numbers[static_cast<std::size_t>(label)];
    if (static_cast<double>(i) != label && !(numbers[i] < own)) return false;
  }
  return true;
}

}  // namespace

std::optional<Prediction> find_prediction(const Graph& graph) {
  for (NodeId id = 0; id < graph.size(); ++id)
    if (graph.role(id) == Role::operation)
      if (const auto prediction = prediction_of(graph, id)) return prediction;
  return std::nullopt;
}

std::size_t count_correct(const Sweep& sweep, const Prediction& prediction) {
  const std::span<const double> predicted = sweep.values(prediction.node);
  const std::span<const double> labels = sweep.values(prediction.label);
  const std::size_t width = prediction.node.shape().size();
  std::size_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double first = predicted[i * width];
    const bool says_one = first >= prediction.threshold && labels[i] == 1;
    const bool says_zero = first < prediction.threshold && labels[i] == 0;
    const bool is_right =
        prediction.of_many ? is_largest(predicted.subspan(i * width, width), labels[i]) : says_one || says_zero;
    if (is_right) ++correct;
  }
  return correct;
}

}  // namespace chainrule
