#include <chainrule/graphs/mlp.hpp>
#include <chainrule/ops/functions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace chainrule {
namespace {

void check_sizes(std::span<const std::int64_t> sizes) {
  if (sizes.size() < 2)
    throw GraphError("a multilayer perceptron needs at least the sizes of its input and its output");
  if (std::ranges::any_of(sizes, [](std::int64_t size) { return size < 1; }))
    throw GraphError("each layer of a multilayer perceptron needs at least one unit");
}

/// Numbers between ±√(6/inputs). The generator is the standard's, its distributions are not the same everywhere.
std::vector<double> initial_weights(std::mt19937_64& generator, const Shape& shape) {
  const double bound = std::sqrt(6 / static_cast<double>(shape[0]));
  std::vector<double> numbers(shape.size());
  for (double& number : numbers) number = bound * (static_cast<double>(generator() >> 11) * 0x1p-52 - 1);
  return numbers;
}

}  // namespace

Mlp mlp(const Expr& x, const Expr& y, std::span<const std::int64_t> sizes) {
  check_sizes(sizes);
  Graph& graph = *x.graph();
  std::mt19937_64 generator(1);
  Mlp model;
  model.x = x;
  model.y = y;
  Expr layer = x;
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const Shape matrix{sizes[i - 1], sizes[i]};
    const std::vector<double> zeros(static_cast<std::size_t>(sizes[i]));
    model.weights.push_back(graph.parameter(fmt::format("W{}", i), matrix, initial_weights(generator, matrix)));
    model.biases.push_back(graph.parameter(fmt::format("b{}", i), Shape{sizes[i]}, zeros));
    const Expr sum = matmul(layer, model.weights.back()) + model.biases.back();
    const bool is_last = i + 1 == sizes.size();
    layer = is_last ? named("logits", sum) : named(fmt::format("h{}", i), relu(sum));
  }
  model.logits = layer;
  model.L = named("L", cross_entropy(model.logits, y));
  model.J = named("J", mean_over_examples(model.L));
  graph.set_loss(model.J);
  return model;
}

Mlp mlp(Graph& graph, std::span<const std::int64_t> sizes) {
  check_sizes(sizes);
  const Expr x = graph.input("x", Shape{sizes[0]});
  const Expr y = graph.input("y");
  return mlp(x, y, sizes);
}

}  // namespace chainrule
