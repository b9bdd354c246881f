#include <chainrule/engine/program/execute/runs.hpp>

#include <array>

namespace chainrule::program {

namespace {

using Steps = std::array<std::size_t, Shape::kMaxRank>;

class RunPlanner {
 public:
  RunPlanner(const Shape& shape, std::span<const Layout> operands, std::size_t block_size) : shape_(shape) {
    runs_.length = block_size;
    for (const Layout& operand : operands) {
      Steps steps = broadcast_strides(*operand.shape, shape);
      if (operand.per_example)
        for (std::size_t& step : steps) step *= block_size;
      steps_.push_back(steps);
      runs_.strides.push_back(operand.per_example && block_size > 1 ? 1 : 0);
    }
    is_open_ = block_size == 1;
  }

  Runs plan() {
    std::size_t outer = shape_.rank();
    while (outer > 0 && merge(outer - 1)) --outer;
    for (std::size_t axis = 0; axis < outer; ++axis) runs_.count *= static_cast<std::size_t>(shape_[axis]);
    if (runs_.count > 1 || outer > 0)
      list_offsets(outer);
    else
      runs_.offsets.assign(steps_.size(), 0);
    return std::move(runs_);
  }

 private:
  /// Makes the axis part of the run, if every operand goes on as it has begun.
  bool merge(std::size_t axis) {
    const auto extent = static_cast<std::size_t>(shape_[axis]);
    if (extent == 1) return true;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::size_t step = steps_[i][axis];
      const bool goes_on = is_open_ ? step <= 1 : step == (runs_.strides[i] == 0 ? 0 : runs_.length);
      if (!goes_on) return false;
    }
    if (is_open_)
      for (std::size_t i = 0; i < steps_.size(); ++i) runs_.strides[i] = steps_[i][axis];
    is_open_ = false;
    runs_.length *= extent;
    return true;
  }

  void list_offsets(std::size_t outer) {
    Steps position{};
    std::vector<std::size_t> offsets(steps_.size(), 0);
    for (std::size_t run = 0; run < runs_.count; ++run) {
      for (const std::size_t offset : offsets) runs_.offsets.push_back(static_cast<std::uint32_t>(offset));
      for (std::size_t axis = outer; axis-- > 0;) {
        for (std::size_t i = 0; i < steps_.size(); ++i) offsets[i] += steps_[i][axis];
        if (++position[axis] < static_cast<std::size_t>(shape_[axis])) break;
        for (std::size_t i = 0; i < steps_.size(); ++i) offsets[i] -= steps_[i][axis] * position[axis];
        position[axis] = 0;
      }
    }
  }

  const Shape& shape_;
  std::vector<Steps> steps_;
  Runs runs_;
  bool is_open_ = false;  // the run has one number so far: an operand may still step through it by 0 or 1
};

}  // namespace

Runs plan_runs(const Shape& shape, std::span<const Layout> operands, std::size_t block_size) {
  return RunPlanner(shape, operands, block_size).plan();
}

}  // namespace chainrule::program
