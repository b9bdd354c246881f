#include <chainrule/tools/bench/references/logistic.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE <chainrule/tools/bench/references/logistic_kernels-inl.hpp>
#include <hwy/foreach_target.h>

#include <chainrule/tools/bench/references/logistic_kernels-inl.hpp>

#include <algorithm>

namespace chainrule::references {
namespace {

HWY_EXPORT(LogisticColumns);
HWY_EXPORT(LogisticTiles);
HWY_EXPORT(LogisticRows);

}  // namespace

LogisticReference::LogisticReference(const LogisticProblem& problem, unsigned threads)
    : dw(problem.features),
      layout_(problem.features == 2    ? Layout::columns
              : problem.features <= 64 ? Layout::tiles
                                       : Layout::rows),
      examples_(problem.examples),
      features_(problem.features),
      w_(padded(problem.features)),
      b_(problem.b) {
  constexpr std::size_t kMost[] = {8192, 8 * kLogisticTile, 128};
  chunk_examples_ = kMost[static_cast<std::size_t>(layout_)];
  chunks_ = (examples_ + chunk_examples_ - 1) / chunk_examples_;
  std::ranges::copy(problem.w, w_.begin());
  y_.resize(padded(examples_, kLogisticTile));
  std::ranges::copy(problem.y, y_.begin());
  lay_out(problem);
  sums_stride_ = padded(features_ + 2, 16);
  sums_.resize(chunks_ * sums_stride_);
  if (threads > 1 && chunks_ > 1) second_ = std::make_unique<SecondThread>();
}

void LogisticReference::lay_out(const LogisticProblem& problem) {
  if (layout_ == Layout::rows) {
    stride_ = padded(features_);
    x_ = problem.x.data();
    if (stride_ == features_) return;
    own_x_.resize(examples_ * stride_);
    for (std::size_t i = 0; i < examples_; ++i)
      std::copy_n(problem.x.data() + i * features_, features_, own_x_.data() + i * stride_);
  } else {
    const std::size_t all = padded(examples_, kLogisticTile);
    const std::size_t tile = layout_ == Layout::columns ? all : kLogisticTile;
    stride_ = tile;
    own_x_.resize(all * features_);
    for (std::size_t i = 0; i < examples_; ++i)
      for (std::size_t j = 0; j < features_; ++j)
        own_x_[i / tile * tile * features_ + j * tile + i % tile] = problem.x[i * features_ + j];
  }
  x_ = own_x_.data();
}

void LogisticReference::run_chunk(std::size_t chunk) {
  const std::size_t first = chunk * chunk_examples_;
  const std::size_t offset = layout_ == Layout::columns ? first
                             : layout_ == Layout::tiles ? first * features_
                                                        : first * stride_;
  const LogisticChunk examples{.x = x_ + offset,
                               .stride = stride_,
                               .y = y_.data() + first,
                               .examples = std::min(chunk_examples_, examples_ - first),
                               .features = features_,
                               .w = w_.data(),
                               .b = b_,
                               .sums = sums_.data() + chunk * sums_stride_};
  switch (layout_) {
    case Layout::columns:
      HWY_DYNAMIC_DISPATCH(LogisticColumns)(examples);
      break;
    case Layout::tiles:
      HWY_DYNAMIC_DISPATCH(LogisticTiles)(examples);
      break;
    case Layout::rows:
      HWY_DYNAMIC_DISPATCH(LogisticRows)(examples);
      break;
  }
}

void LogisticReference::run() {
  if (second_)
    second_->for_each(chunks_, [this](std::size_t chunk) { run_chunk(chunk); });
  else
    for (std::size_t chunk = 0; chunk < chunks_; ++chunk) run_chunk(chunk);
  const auto mean = [this](std::size_t place) {
    double sum = 0;
    for (std::size_t chunk = 0; chunk < chunks_; ++chunk) sum += sums_[chunk * sums_stride_ + place];
    return sum / static_cast<double>(examples_);
  };
  for (std::size_t j = 0; j < features_; ++j) dw[j] = mean(j);
  db = mean(features_);
  J = mean(features_ + 1);
}

}  // namespace chainrule::references
