#include <chainrule/graphs/lstm.hpp>
#include <chainrule/ops/functions.hpp>

#include <vector>

namespace chainrule {
namespace {

// All vectors are rows, [1, width], as they are cut out of their tables.

Expr row(const Expr& table, std::int64_t index) { return slice(table, 0, index, index + 1); }

struct Gates {
  Expr forget, ingate, outgate, change;
};

Gates gates(const Expr& table, std::int64_t index, std::int64_t width) {
  const auto part = [&](std::int64_t gate) {
    return slice(table, {0, 1}, {index, gate * width}, {index + 1, (gate + 1) * width});
  };
  const Expr forget = part(0), ingate = part(1), outgate = part(2), change = part(3);
  return {forget, ingate, outgate, change};
}

/// A layer's parameters, and its state as the sequence goes on.
struct Layer {
  Gates weight, bias;
  Expr hidden, cell;

  /// The layer's next hidden state, for that input.
  Expr step(const Expr& input) {
    const Expr forget = sigmoid(input * weight.forget + bias.forget);
    const Expr ingate = sigmoid(hidden * weight.ingate + bias.ingate);
    const Expr outgate = sigmoid(input * weight.outgate + bias.outgate);
    const Expr change = tanh(hidden * weight.change + bias.change);
    const Expr kept = cell * forget;
    const Expr added = ingate * change;
    cell = kept + added;
    hidden = outgate * tanh(cell);
    return hidden;
  }
};

std::vector<Layer> layers_of(const Lstm& model, const LstmSizes& sizes) {
  std::vector<Layer> layers;
  for (std::int64_t i = 0; i < sizes.layers; ++i) {
    Layer layer{.weight = gates(model.main_params, 2 * i, sizes.width),
                .bias = gates(model.main_params, 2 * i + 1, sizes.width),
                .hidden = {},
                .cell = {}};
    layer.hidden = row(model.state, 2 * i);
    layer.cell = row(model.state, 2 * i + 1);
    layers.push_back(layer);
  }
  return layers;
}

}  // namespace

Lstm lstm(Graph& graph, const LstmSizes& sizes) {
  const auto [layer_count, width, characters] = sizes;
  if (layer_count < 1 || width < 1) throw GraphError("a character model needs at least one layer and one unit");
  if (characters < 2) throw GraphError("a character model needs a sequence of at least two characters");
  Lstm model;
  model.main_params = graph.parameter("main_params", Shape{2 * layer_count, 4 * width});
  model.extra_params = graph.parameter("extra_params", Shape{3, width});
  model.state = graph.input("state", Shape{2 * layer_count, width});
  model.sequence = graph.input("sequence", Shape{characters, width});
  const Expr in_weight = row(model.extra_params, 0);
  const Expr out_weight = row(model.extra_params, 1);
  const Expr out_bias = row(model.extra_params, 2);
  std::vector<Layer> layers = layers_of(model, sizes);

  Expr total = 0;
  Expr character = row(model.sequence, 0);
  for (std::int64_t t = 0; t + 1 < characters; ++t) {
    Expr signal = character * in_weight;
    for (Layer& layer : layers) signal = layer.step(signal);
    const Expr predicted = signal * out_weight + out_bias;
    const Expr normaliser = log(sum(exp(predicted)) + 2);
    character = row(model.sequence, t + 1);
    const Expr likelihood = sum(character * (predicted - normaliser));
    total = t == 0 ? likelihood : total + likelihood;
  }
  model.loss = named("loss", -total / static_cast<double>((characters - 1) * width));
  graph.set_loss(model.loss);
  return model;
}

}  // namespace chainrule
