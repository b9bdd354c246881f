// The memory in which one worker runs the blocks of a stage: slots, records, room for packed inputs and sums.
#pragma once

#include <chainrule/engine/program/data/input_binding.hpp>
#include <chainrule/engine/program/emit/emit_stage.hpp>

#include <span>
#include <vector>

namespace chainrule::program {

template <class Real> class Workspace {
 public:
  Workspace(const Plan& plan, Real* shared, std::size_t block_size, const PartialSumsPlan& sums_plan,
            MultiplyLarge<Real> multiply_large);

  /// Runs the stage over one block of which `live` examples count. BadExample with the node in `failed`.
  /// Sums over examples begin anew with the first of the blocks that are summed up together.
  void begin_sums();
  void run_block(std::size_t stage, const std::vector<InputBinding<Real>>& inputs, std::size_t block, std::size_t live);
  /// Where a node's rows are after that.
  const Real* rows(std::size_t stage, NodeId node, const std::vector<InputBinding<Real>>& inputs, std::size_t block);
  std::span<Real> partial_sums() const { return partial_sums_.span(); }
  NodeId failed() const { return failed_; }

 private:
  void plan_fetching(const std::vector<InputBinding<Real>>& inputs, std::size_t block);
  void fetch_some(double part);

  const Plan& plan_;
  std::size_t block_size_;
  AlignedNumbers<Real> slots_, partial_sums_, packed_;
  std::vector<std::size_t> packed_at_;  // by node
  std::vector<NodeId> inputs_;
  std::vector<Code<Real>> codes_;  // by stage; empty for those that run once
  /// The prefetches for the next block, a part of it before each record: all at once would wait for each
  /// other.
  std::vector<std::span<const Real>> to_fetch_;
  double lines_to_fetch_ = 0;
  std::size_t added_;
  bool is_first_ = true;
  NodeId failed_ = 0;
};

extern template class Workspace<double>;
extern template class Workspace<float>;

}  // namespace chainrule::program
