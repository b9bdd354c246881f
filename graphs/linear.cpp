#include <chainrule/graphs/linear.hpp>
#include <chainrule/graphs/weighted_sum.hpp>
#include <chainrule/ops/functions.hpp>

namespace chainrule {

Linear linear(Graph& graph, std::span<const std::string> features, const std::string& label) {
  if (features.empty()) throw GraphError("linear regression needs at least one feature");
  const WeightedSum sum = weighted_sum(graph, features, label);
  Linear model;
  model.features = sum.features;
  model.weights = sum.weights;
  model.b = sum.b;
  model.y = sum.y;
  model.z = sum.z;
  model.L = named("L", squared_error(model.z, model.y));
  model.J = named("J", mean_over_examples(model.L));
  graph.set_loss(model.J);
  return model;
}

}  // namespace chainrule
