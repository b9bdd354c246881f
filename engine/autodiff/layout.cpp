#include <chainrule/engine/autodiff/layout.hpp>

#include <algorithm>
#include <numeric>

namespace chainrule {

void Layout::extend() {
  const std::size_t size = graph_->size();
  std::size_t end = numbers();
  const bool stays_dense = graph_->is_plain() && examples_ == 1;
  if (is_dense_ && !stays_dense) {  // until now node i had number i; that stays true of the nodes already there
    offsets_.resize(nodes_);
    std::iota(offsets_.begin(), offsets_.end(), std::size_t{0});
  }
  is_dense_ = stays_dense;
  if (!is_dense_) {
    offsets_.reserve(size);
    for (auto id = static_cast<NodeId>(nodes_); id < size; ++id) {
      offsets_.push_back(end);
      end += count(id);
    }
  }
  end_ = end;
  nodes_ = size;
}

bool Layout::is_flat(NodeId result, std::span<const NodeId> operands) const {
  const Shape& shape = graph_->shape(result);
  return shape.is_scalar() || std::ranges::all_of(operands, [&](NodeId operand) {
           const Shape& other = graph_->shape(operand);
           return other.is_scalar() ? !graph_->per_example(operand)
                                    : other == shape && copies(operand) == copies(result);
         });
}

double sum_of_examples(const double* first, std::size_t step, std::size_t count) {
  constexpr std::size_t kLeaf = 8;
  if (count <= kLeaf) {
    double sum = first[0];
    for (std::size_t i = 1; i < count; ++i) sum += first[i * step];
    return sum;
  }
  std::size_t half = kLeaf;  // the largest power of two below count: a tree that depends on count alone
  while (2 * half < count) half *= 2;
  return sum_of_examples(first, step, half) + sum_of_examples(first + half * step, step, count - half);
}

}  // namespace chainrule
