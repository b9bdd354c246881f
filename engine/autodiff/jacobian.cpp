#include <chainrule/engine/autodiff/gradient.hpp>
#include <chainrule/engine/autodiff/jacobian.hpp>
#include <chainrule/engine/autodiff/tangents.hpp>
#include <chainrule/engine/graph/node_name.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace chainrule {

namespace {

std::size_t copies(const Sweep& sweep, const Expr& node) { return node.per_example() ? sweep.examples() : 1; }

/// GraphError if the output is per example and a path to it crosses a reduction over the examples.
void check_path(const Expr& output, const Expr& input) {
  Activity activity;
  activity.mark_active(*output.graph(), output.id(), std::span(&input, 1));
  activity.mark_reached(*output.graph(), output.id());
}

/// One forward pass per column. A per-example input of a shared output moves in one example at a time.
void fill_columns(Sweep& sweep, const Expr& output, const Expr& input, DerivativeMatrix& matrix) {
  sweep.forward();
  Tangents tangents(sweep, std::span(&output, 1));
  const bool apart = input.per_example() && !output.per_example();
  const std::size_t groups = apart ? matrix.examples : 1;
  std::vector<double> direction(matrix.columns() * copies(sweep, input));
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t column = 0; column < matrix.columns(); ++column) {
      std::ranges::fill(direction, 0.0);
      for (std::size_t k = column; k < direction.size(); k += matrix.columns())
        if (!apart || k / matrix.columns() == group) direction[k] = 1;
      tangents.set(input, direction);
      tangents.forward();
      const std::span<const double> moved = tangents.of(output);
      for (std::size_t k = 0; k < moved.size(); ++k)
        matrix.at(k % matrix.rows(), column, apart ? group : k / matrix.rows()) = moved[k];
    }
}

/// One backward pass per row, from the stable form of the output.
void fill_rows(Sweep& sweep, const Expr& output, const Expr& input, DerivativeMatrix& matrix) {
  const Gradient stable = gradient(output, std::span(&input, 1));
  const Expr root = stable.bypasses(input) ? output : stable.value();
  std::vector<double> seed(matrix.rows() * copies(sweep, root));
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    std::ranges::fill(seed, 0.0);
    for (std::size_t k = row; k < seed.size(); k += matrix.rows()) seed[k] = 1;
    sweep.backward(root, std::span(&input, 1), seed);
    const std::span<const double> cotangents = sweep.cotangents(input);
    for (std::size_t k = 0; k < cotangents.size(); ++k)
      matrix.at(row, k % matrix.columns(), k / matrix.columns()) = cotangents[k];
  }
}

void check_hessian(const Sweep& sweep, const Expr& loss, std::span<const Expr> wrt) {
  if (!loss.shape().is_scalar())
    throw ShapeError(fmt::format("{} has shape {}: only a scalar has a Hessian; sum it up first",
                                 node_name(sweep.graph(), loss.id()), to_text(loss.shape())),
                     node_name(sweep.graph(), loss.id()));
  for (const Expr& node : wrt)
    if (node.per_example() && !loss.per_example() && sweep.examples() > 1)
      throw GraphError(
          fmt::format("no second derivatives by {}: it differs per example, while {} is one number for all",
                      node_name(sweep.graph(), node.id()), node_name(sweep.graph(), loss.id())),
          node_name(sweep.graph(), node.id()));
}

/// The gradient graph and tangents of it: forward mode over reverse mode.
class ForwardOverReverse {
 public:
  ForwardOverReverse(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt) {
    Gradient first = gradient(loss, wrt);
    for (const Expr& node : wrt) cotangents_.push_back(first.of(node));
    std::vector<Expr> nodes;
    std::ranges::copy_if(cotangents_, std::back_inserter(nodes), [](const Expr& each) { return !each.is_number(); });
    sweep.forward();
    if (!nodes.empty()) tangents_.emplace(sweep, nodes);
  }

  void clear() {
    if (tangents_) tangents_->clear();
  }
  void set(const Expr& node, std::span<const double> tangent) {
    if (tangents_) tangents_->set(node, tangent);
  }
  void forward() {
    if (tangents_) tangents_->forward();
  }
  /// The tangent of the cotangent with that index, `count` numbers: repeated where examples share it.
  void copy(std::size_t index, std::size_t count, double* to, std::size_t stride) const {
    const Expr& cotangent = cotangents_[index];
    const std::span<const double> moved = cotangent.is_number() ? std::span<const double>() : tangents_->of(cotangent);
    for (std::size_t k = 0; k < count; ++k) to[k * stride] = moved.empty() ? 0 : moved[k % moved.size()];
  }

 private:
  std::vector<Expr> cotangents_;
  std::optional<Tangents> tangents_;
};

}  // namespace

DerivativeMatrix jacobian(Sweep& sweep, const Expr& output, const Expr& input, JacobianBy by) {
  if (output.graph() != &sweep.graph() || input.graph() != &sweep.graph())
    throw GraphError("a Jacobian is of nodes of the sweep's graph");
  check_path(output, input);
  DerivativeMatrix matrix{.of = output.shape(), .by = input.shape(), .examples = 1, .values = {}};
  matrix.examples = std::max(copies(sweep, output), copies(sweep, input));
  matrix.values.assign(matrix.examples * matrix.rows() * matrix.columns(), 0.0);
  if (matrix.values.empty()) return matrix;
  const std::size_t passes = matrix.columns() * matrix.examples / copies(sweep, output);
  if (by == JacobianBy::columns || (by == JacobianBy::fewer && passes <= matrix.rows()))
    fill_columns(sweep, output, input, matrix);
  else
    fill_rows(sweep, output, input, matrix);
  return matrix;
}

Hessian hessian(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt) {
  check_hessian(sweep, loss, wrt);
  ForwardOverReverse second(sweep, loss, wrt);
  const std::size_t examples = copies(sweep, loss);
  Hessian result{.nodes = wrt.size(), .blocks = {}};
  for (const Expr& row : wrt)
    for (const Expr& column : wrt) {
      DerivativeMatrix block{.of = row.shape(), .by = column.shape(), .examples = examples, .values = {}};
      block.values.assign(examples * block.rows() * block.columns(), 0.0);
      result.blocks.push_back(std::move(block));
    }
  for (std::size_t j = 0; j < wrt.size(); ++j) {
    std::vector<double> direction(wrt[j].shape().size());
    for (std::size_t element = 0; element < direction.size(); ++element) {
      std::ranges::fill(direction, 0.0);
      direction[element] = 1;
      second.clear();
      second.set(wrt[j], direction);
      second.forward();
      for (std::size_t i = 0; i < wrt.size(); ++i) {
        DerivativeMatrix& block = result.blocks[i * wrt.size() + j];
        if (!block.values.empty()) second.copy(i, examples * block.rows(), &block.at(0, element), block.columns());
      }
    }
  }
  return result;
}

std::vector<std::vector<double>> hvp(Sweep& sweep, const Expr& loss, std::span<const Expr> wrt,
                                     std::span<const std::vector<double>> direction) {
  if (wrt.size() != direction.size())
    throw GraphError(fmt::format("{} nodes were given {} tangents", wrt.size(), direction.size()));
  ForwardOverReverse second(sweep, loss, wrt);
  for (std::size_t i = 0; i < wrt.size(); ++i) second.set(wrt[i], direction[i]);
  second.forward();
  std::vector<std::vector<double>> products;
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const std::size_t examples = std::max(copies(sweep, loss), copies(sweep, wrt[i]));
    std::vector<double>& product = products.emplace_back(wrt[i].shape().size() * examples);
    second.copy(i, product.size(), product.data(), 1);
  }
  return products;
}

}  // namespace chainrule
