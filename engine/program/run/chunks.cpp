#include <chainrule/engine/program/run/chunks.hpp>

namespace chainrule::program {

namespace {

/// Enough for any number of threads that memory can feed; with fewer blocks in a chunk, putting sums together would
/// cost more than a second thread saves. The sums of all chunks may take 256 MiB. None of this may depend on the number
/// of threads: it decides in which order numbers are added.
constexpr std::size_t kMostChunks = 64, kLeastBlocksPerChunk = 8;
constexpr std::size_t kMostBytes = std::size_t{256} << 20U;

}  // namespace

template <class Real>
Chunks<Real>::Chunks(const Plan& plan, const PartialSumsPlan& sums_plan, std::size_t examples, std::size_t block_size)
    : plan_(plan), sums_plan_(sums_plan), examples_(examples), blocks_((examples + block_size - 1) / block_size) {
  const std::size_t bytes = std::max<std::size_t>(sums_plan.size * sizeof(Real), 1);
  const std::size_t most = std::clamp<std::size_t>(kMostBytes / bytes, 1, kMostChunks);
  chunk_blocks_ = std::max(kLeastBlocksPerChunk, (blocks_ + most - 1) / most);
  chunks_ = (blocks_ + chunk_blocks_ - 1) / chunk_blocks_;
  if (chunks_ > 1) sums_ = AlignedNumbers<Real>(sums_plan.size * chunks_);
}

template <class Real> void Chunks<Real>::finish(std::size_t stage, std::span<const Real> only, Real* shared) {
  add_up();
  for (const Instruction& instruction : plan_.instructions[stage])
    finish_sums(instruction, chunks_ > 1 ? sums_.data() : only.data(), shared);
}

template <class Real> void Chunks<Real>::add_up() {
  for (std::size_t step = 1; step < chunks_; step *= 2)
    for (std::size_t chunk = 0; chunk + step < chunks_; chunk += 2 * step) {
      Real* const to = sums_.data() + chunk * sums_plan_.size;
      const Real* const from = sums_.data() + (chunk + step) * sums_plan_.size;
      for (std::size_t i = 0; i < sums_plan_.size; ++i) to[i] += from[i];
    }
}

template <class Real>
void Chunks<Real>::finish_sums(const Instruction& instruction, const Real* sums, Real* shared) const {
  const bool is_matrix = std::holds_alternative<MatrixSumOverExamples>(instruction);
  if (!is_matrix && !std::holds_alternative<SumsOverExamples>(instruction)) return;
  for (const NodeId sum : results_of(instruction)) {
    const OpInfo& op = plan_.graph().op(sum);
    Real* const values = shared + plan_.memory.places.back()[sum].offset;
    const Real* partial = sums + sums_plan_.offsets[sum];
    const std::size_t size = plan_.graph().shape(sum).size();
    if (is_matrix && leaves_total(op)) {
      std::copy_n(partial, size, values);
      continue;
    }
    for (std::size_t i = 0; i < size; ++i, partial += is_matrix ? 1 : kPerLine<Real>) {
      const double in[] = {static_cast<double>(is_matrix ? *partial : total_of(partial)),
                           static_cast<double>(examples_)};
      values[i] = static_cast<Real>(op.value(in));
    }
  }
}

/// Whether the reduction is the sum itself; the op is asked.
template <class Real> bool Chunks<Real>::leaves_total(const OpInfo& op) const {
  for (const double total : {0.1, -7.0}) {
    const double in[] = {total, static_cast<double>(examples_)};
    if (op.value(in) != total) return false;
  }
  return true;
}

template class Chunks<double>;
template class Chunks<float>;

}  // namespace chainrule::program
