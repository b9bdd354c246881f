// Random graphs over the list of ops, with values at which they are smooth enough to be compared.
#pragma once

#include "../ops/samples.hpp"

#include <chainrule/engine/autodiff/sweep.hpp>
#include <chainrule/ops/functions.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace chainrule::testing {

enum class Kind : std::uint8_t {
  scalars,  ///< one example of scalars
  tensors,  ///< small tensors, often over several examples, and structural ops
  batches   ///< the same over so many examples that they fill several blocks of a program
};

/// Leaves with values, random ops on them, and a scalar loss that depends on the last of these. Operands are squeezed
/// into the ops' domains.
class RandomGraph {
 public:
  RandomGraph(std::uint64_t seed, Kind kind) : random_(seed), kind_(kind), graph_({.intern = random_.below(4) != 0}) {
    examples_ = kind == Kind::scalars || random_.below(3) == 0 ? 1 : 1 + random_.below(4);
    if (kind == Kind::batches) examples_ = 2 + random_.below(200);
    is_shared_at_last_ = kind != Kind::scalars && random_.below(2) == 0;
    sweep_.emplace(graph_, examples_);
    const std::size_t leaves = 1 + random_.below(4), ops = 1 + random_.below(10);
    for (std::size_t i = 0; i < leaves; ++i) add_leaf(i);
    for (std::size_t i = 0; i < ops; ++i) nodes_.push_back(grown());
    make_loss();
    sweep_->forward();
  }

  Graph& graph() { return graph_; }
  Sweep& sweep() { return *sweep_; }
  const Expr& loss() const { return loss_; }
  const std::vector<Expr>& leaves() const { return leaves_; }
  Random& random() { return random_; }

  std::vector<double> numbers(std::size_t count) {
    std::vector<double> numbers(count);
    for (double& number : numbers) number = random_.between(-1.5, 1.5);
    return numbers;
  }

  /// Whether all values are finite, and none so large that rounding would hide everything else.
  bool is_tame() const {
    for (NodeId id = 0; id < graph_.size(); ++id)
      for (const double value : sweep_->primal_of(id))
        if (!(std::abs(value) < 1e6)) return false;
    return true;
  }

 private:
  void add_leaf(std::size_t index) {
    const Shape shape = random_shape();
    const std::string name = "x" + std::to_string(index);
    if (random_.below(2) == 0) {
      leaves_.push_back(graph_.parameter(name, shape, numbers(shape.size())));
    } else {
      leaves_.push_back(graph_.input(name, shape, numbers(shape.size())));
      if (examples_ > 1) sweep_->bind(leaves_.back(), numbers(shape.size() * examples_));
    }
    nodes_.push_back(leaves_.back());
  }

  Shape random_shape() {
    if (kind_ == Kind::scalars) return {};
    std::array<std::int64_t, 3> extents{};
    const std::size_t rank = random_.below(4);
    for (std::size_t i = 0; i < rank; ++i) extents[i] = 1 + static_cast<std::int64_t>(random_.below(3));
    return Shape(std::span<const std::int64_t>(extents).first(rank));
  }

  /// Every second time one of the last nodes, so that graphs grow deep.
  Expr any() {
    const std::size_t recent = std::min<std::size_t>(random_.below(2) == 0 ? 3 : nodes_.size(), nodes_.size());
    return nodes_[nodes_.size() - 1 - random_.below(recent)];
  }

  Expr grown() {
    if (kind_ != Kind::scalars && random_.below(2) == 0) return structural(any());
    const auto& ops = standard_ops().ops;
    for (;;)
      if (const OpInfo& op = *ops[random_.below(ops.size())]; op.kind == OpKind::elementwise) return elementwise(op);
  }

  /// The op on operands that broadcast with each other.
  Expr elementwise(const OpInfo& op) {
    std::vector<Expr> operands;
    Shape shape;
    for (std::size_t i = 0; i < op.arity; ++i) {
      Expr operand = random_.below(6) == 0 ? constant() : any();
      while (!fits(operand.shape(), shape)) operand = random_.below(3) == 0 ? constant() : any();
      shape = broadcast(shape, operand.shape());
      operands.push_back(squeezed(operand, op.domain[i]));
    }
    return graph_.apply(op, operands);
  }

  static bool fits(const Shape& a, const Shape& b) {
    for (std::size_t i = 1; i <= std::min(a.rank(), b.rank()); ++i)
      if (const std::int64_t p = a[a.rank() - i], q = b[b.rank() - i]; p != q && p != 1 && q != 1) return false;
    return true;
  }

  Expr constant() { return graph_.constant(random_.between(-2, 2)); }

  /// The node itself if its values lie in the interval, else made to.
  Expr squeezed(const Expr& x, const Interval& interval) {
    sweep_->forward();
    const auto lies_inside = [&](double value) { return value >= interval.low && value <= interval.high; };
    if (std::ranges::all_of(sweep_->primal_of(x.id()), lies_inside)) return x;
    return interval.low + (interval.high - interval.low) * sigmoid(x);
  }

  Expr structural(const Expr& x) {
    const std::size_t rank = x.shape().rank();
    if (x.shape().size() > 64) return reduced(x);
    switch (random_.below(11)) {
      case 0:
        return reduced(x);
      case 1:
        return transpose(x);
      case 2:
        return reshape(x, Integers{-1});
      case 3:
        return broadcast_to(x, widened(x.shape()));
      case 4:
        return product(x);
      case 5:
        return rank == 0 ? logsumexp(x, any_fitting(x)) : softmax(x, axis(rank));
      case 6:
        return rank == 0 ? logsumexp(x, any_fitting(x), x) : log_softmax(x, axis(rank));
      case 7:
        return rank == 0 ? tanh(x) : parts(x, axis(rank));
      case 8:
        return rank == 0 ? square(x) : labelled(x, axis(rank));
      case 9:
        return is_shared_at_last_ ? over_examples(x) : sin(x);
      default:
        return concat({reshape(x, Integers{-1}), reshape(any(), Integers{-1})}, 0);
    }
  }

  std::int64_t axis(std::size_t rank) { return static_cast<std::int64_t>(random_.below(rank)); }

  Expr any_fitting(const Expr& x) {
    for (int i = 0; i < 4; ++i)
      if (const Expr other = any(); fits(other.shape(), x.shape())) return other;
    return x;
  }

  Expr reduced(const Expr& x) {
    const std::size_t rank = x.shape().rank();
    const Integers along = rank == 0 || random_.below(2) == 0 ? Integers() : Integers(axis(rank));
    const bool keeps = random_.below(2) == 0;
    switch (random_.below(5)) {
      case 0:
        return sum(x, along, keeps);
      case 1:
        return mean(x, along, keeps);
      case 2:
        return amax(x, along, keeps);
      case 3:
        return amin(x, along, keeps);
      default:
        return logsumexp(x, along, keeps);
    }
  }

  Shape widened(const Shape& shape) {
    std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
    for (std::int64_t& extent : extents)
      if (extent == 1) extent = 2;
    if (extents.size() < 3) extents.insert(extents.begin(), 2);
    return Shape(std::span<const std::int64_t>(extents));
  }

  Expr product(const Expr& x) {
    if (x.shape().is_scalar()) return x * any();
    if (x.shape().rank() == 1) return random_.below(2) == 0 ? dot(x, cos(x)) : matmul(x, sin(x));
    return matmul(x, transpose(x, swapped(x.shape().rank())));
  }
  static Integers swapped(std::size_t rank) {
    std::vector<std::int64_t> order(rank);
    for (std::size_t i = 0; i < rank; ++i) order[i] = static_cast<std::int64_t>(i);
    std::swap(order[rank - 1], order[rank - 2]);
    return Integers(std::span<const std::int64_t>(order));
  }

  /// A slice, or picked elements, or picked ones put back elsewhere.
  Expr parts(const Expr& x, std::int64_t along) {
    const std::int64_t extent = x.shape()[static_cast<std::size_t>(along)];
    if (random_.below(2) == 0) return slice(x, along, random_.below(2) == 0 ? 0 : -1);
    std::vector<double> picks(1 + random_.below(3));
    for (double& pick : picks) pick = static_cast<double>(random_.below(static_cast<std::size_t>(extent)));
    const Expr indices = graph_.constant(Shape{static_cast<std::int64_t>(picks.size())}, picks);
    const Expr picked = gather(x, indices, along);
    return random_.below(2) == 0 ? picked : scatter_add(picked, indices, along, extent);
  }

  Expr labelled(const Expr& x, std::int64_t along) {
    const auto position = static_cast<std::size_t>(along);
    std::vector<std::int64_t> rows(x.shape().extents().begin(), x.shape().extents().end());
    const auto classes = static_cast<std::size_t>(rows[position]);
    rows.erase(rows.begin() + along);
    const Shape shape{std::span<const std::int64_t>(rows)};
    std::vector<double> labels(shape.size());
    for (double& label : labels) label = static_cast<double>(random_.below(classes));
    const Expr given = graph_.constant(shape, labels);
    return random_.below(2) == 0 ? cross_entropy(x, given, along) : softmax_error(x, given, along);
  }

  Expr over_examples(const Expr& x) { return random_.below(2) == 0 ? mean_over_examples(x) : sum_over_examples(x); }

  /// The last node, often times another one, summed up to a scalar, and over the examples if it is to be shared.
  void make_loss() {
    loss_ = total(nodes_.back());
    if (random_.below(2) == 0) loss_ = loss_ * total(any());
    if (is_shared_at_last_) loss_ = over_examples(loss_);
  }
  static Expr total(const Expr& x) { return x.shape().is_scalar() ? x : sum(x); }

  Random random_;
  Kind kind_;
  Graph graph_;
  std::size_t examples_ = 1;
  bool is_shared_at_last_ = false;  // the loss is one number for all examples
  std::optional<Sweep> sweep_;
  std::vector<Expr> leaves_, nodes_;
  Expr loss_;
};

}  // namespace chainrule::testing
