#include <chainrule/graphs/logistic.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

namespace chainrule {

Logistic logistic(Graph& graph, std::span<const std::string> features, const std::string& label) {
  if (features.empty()) throw GraphError("logistic regression needs at least one feature");
  Logistic model;
  for (const std::string& feature : features) model.features.push_back(graph.input(feature));
  model.y = graph.input(label);
  for (std::size_t i = 0; i < features.size(); ++i)
    model.weights.push_back(graph.parameter(fmt::format("w{}", i + 1), 0.0));
  model.b = graph.parameter("b", 0.0);
  Expr sum = model.weights[0] * model.features[0];
  for (std::size_t i = 1; i < features.size(); ++i) {
    const Expr product = model.weights[i] * model.features[i];
    sum = sum + product;
  }
  model.z = named("z", sum + model.b);
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
