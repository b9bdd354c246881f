#include <chainrule/graphs/weighted_sum.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

namespace chainrule {

WeightedSum weighted_sum(Graph& graph, std::span<const std::string> features, const std::string& label) {
  WeightedSum model;
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
  return model;
}

}  // namespace chainrule
