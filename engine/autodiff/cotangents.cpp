#include <chainrule/engine/autodiff/cotangents.hpp>

#include <algorithm>
#include <bit>

namespace chainrule {

void Cotangents::begin_dense(NodeId loss) {
  is_dense_ = true;
  loss_is_per_example_ = graph_->per_example(loss);
  reserve(std::size_t{loss} + 1);
}

void Cotangents::begin(NodeId loss, const Activity& activity) {
  is_dense_ = false;
  loss_is_per_example_ = graph_->per_example(loss);
  const std::size_t size = graph_->size();
  std::size_t end = 0;
  offsets_.resize(size + 1);
  for (NodeId id = 0; id < size; ++id) {
    offsets_[id] = end;
    if (activity.is_reached(id)) end += count(id);
  }
  offsets_[size] = end;
  reserve(end);
}

void Cotangents::reserve(std::size_t size) {
  if (size > capacity_) {
    numbers_ = arena_->allocate_array<double>(size, Arena::kBlockAlignment);
    capacity_ = size;
  }
  numbers_ = {numbers_.data(), size};
  std::ranges::fill(numbers_, std::bit_cast<double>(kUntouched));
}

}  // namespace chainrule
