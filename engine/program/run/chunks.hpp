// Sums over all examples, put together from the sums of blocks in one order, whatever the number of threads.
#pragma once

#include <chainrule/engine/program/data/aligned.hpp>
#include <chainrule/engine/program/emit/emit_stage.hpp>
#include <chainrule/engine/program/plan/plan.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace chainrule::program {

/// The examples in blocks of `block_size`, and chunks of blocks. Blocks are summed up one after another within a chunk,
/// and chunks along a tree.
template <class Real> class Chunks {
 public:
  Chunks(const Plan& plan, const PartialSumsPlan& sums_plan, std::size_t examples, std::size_t block_size);

  std::size_t count() const { return chunks_; }
  std::size_t begin(std::size_t chunk) const { return chunk * chunk_blocks_; }
  std::size_t end(std::size_t chunk) const { return std::min(blocks_, begin(chunk + 1)); }

  /// Keeps a chunk's sums. One chunk's alone stay where they are.
  void keep(std::size_t chunk, std::span<const Real> partial_sums) {
    if (chunks_ > 1) std::ranges::copy(partial_sums, sums_.data() + chunk * sums_plan_.size);
  }
  /// From the sums of the chunks, or of the only chunk, to the values of the stage's reductions.
  void finish(std::size_t stage, std::span<const Real> only, Real* shared);

 private:
  void add_up();
  void finish_sums(const Instruction& instruction, const Real* sums, Real* shared) const;
  bool leaves_total(const OpInfo& op) const;

  const Plan& plan_;
  const PartialSumsPlan& sums_plan_;
  std::size_t examples_, blocks_, chunk_blocks_, chunks_;
  AlignedNumbers<Real> sums_;
};

extern template class Chunks<double>;
extern template class Chunks<float>;

}  // namespace chainrule::program
