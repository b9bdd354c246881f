// Where a backward pass keeps its cotangents.
#pragma once

#include <chainrule/engine/autodiff/activity.hpp>
#include <chainrule/engine/autodiff/layout.hpp>
#include <chainrule/engine/base/arena.hpp>
#include <chainrule/engine/op/chain_rule.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace chainrule {

/// Cotangents of the nodes that a loss reaches. Of a loss per example they are per example at every node; else, like
/// values, at nodes that are. Each pass begins with all of them untouched; memory is kept for the next.
class Cotangents {
 public:
  Cotangents(const Graph& graph, std::size_t examples, Arena& arena)
      : graph_(&graph), examples_(examples), arena_(&arena) {}

  /// For a pass over a dense layout from that loss: node i has cotangent i.
  void begin_dense(NodeId loss);
  /// For a pass from that loss over the nodes that it reaches.
  void begin(NodeId loss, const Activity& activity);

  /// How many tensors of cotangents the node has.
  std::size_t copies(NodeId id) const { return loss_is_per_example_ || graph_->per_example(id) ? examples_ : 1; }
  std::size_t count(NodeId id) const { return graph_->shape(id).size() * copies(id); }
  /// Whether the last pass has given the node a cotangent; `activity` is that pass's.
  bool has(NodeId id, const Activity& activity) const {
    return is_dense_ ? !is_untouched(numbers_[id]) : activity.is_reached(id);
  }
  /// The number of a node that is a scalar of a dense layout; null if it has no cotangent, or is another.
  const double* dense_number(NodeId id) const {
    return is_dense_ && id < numbers_.size() && !is_untouched(numbers_[id]) ? &numbers_[id] : nullptr;
  }
  std::span<const double> of(NodeId id) const {
    return is_dense_ ? std::span<const double>(numbers_).subspan(id, 1)
                     : std::span<const double>(numbers_).subspan(offsets_[id], offsets_[id + 1] - offsets_[id]);
  }
  std::span<double> of(NodeId id) {
    const std::span<const double> place = std::as_const(*this).of(id);
    return {const_cast<double*>(place.data()), place.size()};
  }
  double* data() { return numbers_.data(); }

 private:
  void reserve(std::size_t size);

  const Graph* graph_;
  std::size_t examples_;
  Arena* arena_;
  bool is_dense_ = true;
  bool loss_is_per_example_ = false;
  std::vector<std::size_t> offsets_;  // by node, unless they are dense; one more than nodes
  std::span<double> numbers_;
  std::size_t capacity_ = 0;
};

}  // namespace chainrule
