#include <chainrule/graphs/logistic.hpp>
#include <chainrule/graphs/weighted_sum.hpp>
#include <chainrule/ops/functions.hpp>

namespace chainrule {

Logistic logistic(Graph& graph, std::span<const std::string> features, const std::string& label) {
  if (features.empty()) throw GraphError("logistic regression needs at least one feature");
  const WeightedSum sum = weighted_sum(graph, features, label);
  Logistic model;
  model.features = sum.features;
  model.weights = sum.weights;
  model.b = sum.b;
  model.y = sum.y;
  model.z = sum.z;
  model.a = named("a", sigmoid(model.z));
  model.L = named("L", log_loss(model.a, model.y));
  model.J = named("J", mean_over_examples(model.L));
  graph.set_loss(model.J);
  return model;
}

LogisticRegression logistic_regression(Graph& graph, std::int64_t features) {
  if (features < 1) throw GraphError("logistic regression needs at least one feature");
  const Shape shape{features};
  const std::vector<double> zeros(shape.size());
  LogisticRegression model;
  model.x = graph.input("x", shape);
  model.y = graph.input("y");
  model.w = graph.parameter("w", shape, zeros);
  model.b = graph.parameter("b", 0.0);
  model.z = named("z", dot(model.w, model.x) + model.b);
  model.a = named("a", sigmoid(model.z));
  model.L = named("L", log_loss(model.a, model.y));
  model.J = named("J", mean_over_examples(model.L));
  graph.set_loss(model.J);
  return model;
}

}  // namespace chainrule
