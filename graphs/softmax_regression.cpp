#include <chainrule/graphs/softmax_regression.hpp>
#include <chainrule/ops/functions.hpp>

#include <vector>

namespace chainrule {

SoftmaxRegression softmax_regression(const Expr& x, const Expr& y, std::int64_t classes) {
  if (classes < 2) throw GraphError("softmax regression needs at least two classes");
  Graph& graph = *x.graph();
  const Shape matrix{x.shape()[0], classes}, row{classes};
  SoftmaxRegression model;
  model.W = graph.parameter("W", matrix, std::vector<double>(matrix.size()));
  model.b = graph.parameter("b", row, std::vector<double>(row.size()));
  model.logits = named("logits", matmul(x, model.W) + model.b);
  model.L = named("L", cross_entropy(model.logits, y));
  model.J = named("J", mean_over_examples(model.L));
  graph.set_loss(model.J);
  return model;
}

}  // namespace chainrule
